import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { CheckField, TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import type { Connector } from "@/types/api";

import { useChangeConnector } from "../api/connectors";
import { RedirectAddress } from "../setup/redirect-address";
import styles from "../tools/tool-policies.module.css";

/** For a service that Switchboard cannot register at by itself: the address to give it, and what it gave. */
export function EnteredClient({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const change = useChangeConnector(org, connector.id);
  const [id, setId] = useState(connector.oauth_client_id ?? "");
  const [secret, setSecret] = useState("");
  const fields = change.error instanceof ApiProblem ? change.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const entered = { oauth_client_id: id.trim(), ...(secret && { oauth_client_secret: secret }) };
    change.mutate(entered, { onSuccess: () => setSecret("") });
  };
  return (
    <form className={formClass} onSubmit={submit}>
      <RedirectAddress uri={connector.redirect_uri ?? ""} />
      {connector.oauth_client_id && (
        <BoundTo connector={connector} busy={change.isPending} onForget={() => change.mutate({ oauth_issuer: null })} />
      )}
      <TextField
        label="OAuth client id"
        autoComplete="off"
        value={id}
        onChange={(event) => setId(event.target.value)}
        error={fields.oauth_client_id}
      />
      <TextField
        label="OAuth client secret"
        type="password"
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.target.value)}
        error={fields.oauth_client_secret}
        hint="Sealed here and never shown again; left empty, it stays as it is for the same client id. Saving lets both be used at the sign-in server that the service names next."
      />
      {!Object.keys(fields).length && <ProblemNotice error={change.error} />}
      <div>
        <Button type="submit" small busy={change.isPending}>
          Save client id and secret
        </Button>
      </div>
      <CheckField
        label="This server does not announce PKCE; go on anyway"
        checked={connector.pkce_undeclared}
        onChange={(pkce_undeclared) => change.mutate({ pkce_undeclared })}
        hint="PKCE keeps others from using a stolen answer of the sign-in. Switchboard sends it in any case; tick this only for a service that you trust to check it, such as Microsoft Entra or Amazon Cognito. A service that announces another way is refused all the same."
      />
    </form>
  );
}

function BoundTo({ connector, busy, onForget }: { connector: Connector; busy: boolean; onForget: () => void }) {
  if (!connector.oauth_issuer)
    return (
      <p className={styles.faint}>
        They will be sent to the sign-in server that the service names when somebody connects next, and to no other.
      </p>
    );
  return (
    <div className={styles.bound}>
      <span>
        Sent to <b>{new URL(connector.oauth_issuer).host}</b> only. If the service has moved its sign-in, confirm that
        here.
      </span>
      <Button small busy={busy} onClick={onForget} aria-label={`Let ${connector.name} sign in at another server`}>
        It has moved
      </Button>
    </div>
  );
}
