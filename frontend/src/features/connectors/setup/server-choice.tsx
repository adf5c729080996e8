import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";
import type { Setup } from "@/types/api";

import { useChangeSetup } from "../api/setup";
import styles from "./setup.module.css";

interface Props {
  connector: string;
  name: string;
  servers: NonNullable<Setup["servers"]>;
}

/** Switchboard's own server or the service's: a change ends everybody's sign-in there, which is said first. */
export function ServerChoice({ connector, name, servers }: Props) {
  const { org } = usePlace();
  const change = useChangeSetup(org, connector);
  const [wanted, setWanted] = useState<boolean | null>(null);
  const choose = (uses_remote: boolean) => change.mutate({ uses_remote }, { onSuccess: () => setWanted(null) });
  const pick = (remote: boolean) => (servers.accounts > 0 ? setWanted(remote) : choose(remote));
  return (
    <fieldset className={styles.choice}>
      <legend>Reached by</legend>
      {[false, true].map((remote) => (
        <label key={String(remote)}>
          <input
            type="radio"
            name={`server-${connector}`}
            checked={servers.uses_remote === remote}
            onChange={() => pick(remote)}
          />
          {remote ? `The service’s own MCP server (${servers.remote_host})` : "Switchboard’s own server"}
        </label>
      ))}
      {wanted === null && <ProblemNotice error={change.error} />}
      {wanted !== null && (
        <Dialog
          open
          onOpenChange={() => setWanted(null)}
          title={`Change how ${name} is reached?`}
          about={`${countOf(servers.accounts)} to sign in again. Tools have other names there: what members and you decided for them is decided anew.`}
          actions={
            <>
              <Button variant="danger" busy={change.isPending} onClick={() => choose(wanted)}>
                Change it
              </Button>
              <Button variant="ghost" onClick={() => setWanted(null)}>
                Keep
              </Button>
            </>
          }
        >
          <ProblemNotice error={change.error} />
        </Dialog>
      )}
    </fieldset>
  );
}

const countOf = (accounts: number) => (accounts === 1 ? "One account has" : `${accounts} accounts have`);
