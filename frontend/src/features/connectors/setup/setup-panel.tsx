import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { shortDate } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import type { Setup } from "@/types/api";

import { useChangeSetup, useSetup } from "../api/setup";
import address from "../tools/tool-policies.module.css";
import { Diagnosis } from "./diagnosis";
import { HowToSetUp } from "./how-to-set-up";
import { ServerChoice } from "./server-choice";
import styles from "./setup.module.css";

interface Props {
  connector: string;
  name: string;
  listing: string | null;
}

/** Where an owner enters what a service wants before anybody can sign in, and tests it. */
export function SetupPanel({ connector, name, listing }: Props) {
  const { org } = usePlace();
  const { data: setup, error } = useSetup(org, connector);
  if (!setup) return <ProblemNotice error={error} />;
  return (
    <div className={styles.panel}>
      <Notice tone={setup.required ? "warn" : undefined}>{stateOf(setup)}</Notice>
      <HowToSetUp
        steps={setup.steps}
        url={setup.url}
        redirectUri={setup.takes_client ? setup.redirect_uri : ""}
        scopes={setup.scopes}
        listing={listing}
      />
      {setup.servers && <ServerChoice connector={connector} name={name} servers={setup.servers} />}
      {(setup.takes_client || setup.fields.length > 0) && (
        <SetupForm key={setup.oauth_client_id} connector={connector} setup={setup} />
      )}
      <Diagnosis connector={connector} />
    </div>
  );
}

function stateOf(setup: Setup): string {
  if (!setup.wanted) return "Nothing has to be entered: members can connect.";
  if (setup.missing.length) return `Set up first. Still to enter: ${setup.missing.join(", ")}.`;
  if (setup.required && setup.tested_at)
    return `A draft again: since its test passed on ${shortDate(setup.tested_at)} the operator has changed where it leads. Test it again.`;
  if (setup.required) return "A draft: members can connect once its test has passed.";
  const since = setup.tested_at ? ` Its test passed on ${shortDate(setup.tested_at)}.` : "";
  return `Available: members can connect.${since}`;
}

function SetupForm({ connector, setup }: { connector: string; setup: Setup }) {
  const { org } = usePlace();
  const change = useChangeSetup(org, connector);
  const [id, setId] = useState(setup.oauth_client_id);
  const [secret, setSecret] = useState("");
  const own = (field: Setup["fields"][number]) => (field.source === "owner" ? field.value : "");
  const [values, setValues] = useState(() => Object.fromEntries(setup.fields.map((one) => [one.name, own(one)])));
  const fields = change.error instanceof ApiProblem ? change.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const client = setup.takes_client && { oauth_client_id: id.trim(), ...(secret && { oauth_client_secret: secret }) };
    const entered = setup.fields.length > 0 && { setup_values: values };
    change.mutate({ ...client, ...entered }, { onSuccess: () => setSecret("") });
  };
  return (
    <form className={formClass} onSubmit={submit}>
      {setup.fields.map((field) => (
        <TextField
          key={field.name}
          label={field.label}
          autoComplete="off"
          value={values[field.name] ?? ""}
          placeholder={own(field) ? undefined : field.value}
          onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
          hint={[field.help, SOURCES[field.source]].filter(Boolean).join(" ")}
          error={fields[`setup_values.${field.name}`]}
        />
      ))}
      {setup.takes_client && (
        <>
          <TextField
            label="Client id"
            autoComplete="off"
            value={id}
            onChange={(event) => setId(event.target.value)}
            hint={
              setup.operators_client ? "Empty: the operator’s is used, unless you enter values of your own." : undefined
            }
            error={fields.oauth_client_id}
          />
          <TextField
            label="Client secret"
            type="password"
            autoComplete="off"
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
            hint={kept(setup.oauth_secret)}
            error={fields.oauth_client_secret}
          />
        </>
      )}
      {!Object.keys(fields).length && <ProblemNotice error={change.error} />}
      {setup.oauth_issuer && (
        <div className={address.bound}>
          <span>
            Sent to <b>{new URL(setup.oauth_issuer).host}</b> only. If the service has moved its sign-in, confirm that
            here.
          </span>
          <Button small busy={change.isPending} onClick={() => change.mutate({ oauth_issuer: null })}>
            It has moved
          </Button>
        </div>
      )}
      <div>
        <Button type="submit" variant="primary" busy={change.isPending}>
          Save as draft
        </Button>
      </div>
    </form>
  );
}

const SOURCES: Record<Setup["fields"][number]["source"], string> = {
  owner: "",
  operator: "The operator entered this for everybody.",
  default: "Left empty, this is used.",
  nobody: "",
};

function kept(secret: Setup["oauth_secret"]): string {
  if (!secret) return "Sealed here and never shown again.";
  if (!secret.readable) return "The one that was entered can’t be read any more. Enter it again.";
  const since = secret.set_at ? `Set on ${shortDate(secret.set_at)}` : "Set";
  return `${since}${secret.ends_with && `, ends in ${secret.ends_with}`}. Left empty, it stays.`;
}
