import type { RefObject } from "react";

import { Dialog } from "@/components/ui/dialog";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { usePlace } from "@/lib/organization-context";

import { useStartConnection } from "../api/connections";
import { useConnectors } from "../api/connectors";
import { ConsentDialog } from "./consent-dialog";
import { KeyDialog } from "./key-dialog";
import type { AskedFirst } from "./use-sign-in";

interface Props {
  asked: AskedFirst | null;
  /** Where the focus goes afterwards, when what was pressed is gone by then. */
  returnTo?: RefObject<HTMLElement | null>;
}

/** The form of one's keys, or the consent, where a service wants that before it lets one in. */
export function AskedBeforeSignIn({ asked, returnTo }: Props) {
  return asked && <Asked asked={asked} returnTo={returnTo} />;
}

function Asked({ asked, returnTo }: { asked: AskedFirst } & Pick<Props, "returnTo">) {
  const { org } = usePlace();
  const { wants, start, onDone } = asked;
  const { data, error } = useConnectors(org);
  const again = useStartConnection(org);
  const connector = data?.find(({ id }) => id === start.connector);
  const close = () => onDone(null);
  if (!connector)
    return (
      <Dialog open onOpenChange={close} title="Connect" returnTo={returnTo}>
        {error ? <ProblemNotice error={error} /> : <Skeleton lines={2} />}
      </Dialog>
    );
  if (wants === "consent")
    return (
      <ConsentDialog
        connector={connector.id}
        name={connector.name}
        next="Agree and sign in"
        onGiven={() => onDone(again.mutateAsync(start))}
        onClose={close}
        returnTo={returnTo}
      />
    );
  return (
    <KeyDialog
      name={connector.name}
      fields={connector.header_fields}
      account={connector.connections.find(({ label, keys }) => label === (start.label ?? "") && keys.length > 0)}
      busy={again.isPending}
      error={again.error}
      onConnect={(headers) => again.mutate({ ...start, headers }, { onSuccess: onDone })}
      onClose={close}
      returnTo={returnTo}
    />
  );
}
