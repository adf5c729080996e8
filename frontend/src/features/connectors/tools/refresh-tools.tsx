import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import type { Connector } from "@/types/api";

import { useRefreshTools } from "../api/tools";
import { refreshWords } from "./refresh-words";

/** Asks the service, with one's own account, what it offers now, and says what was found. */
export function RefreshTools({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const refresh = useRefreshTools(org, connector.id);
  const may = connector.actions.refresh;
  const found = refresh.data;
  const waiting = found ? Math.min(found.waiting_tools, connector.waiting_tools) : 0;
  return (
    <div style={{ display: "grid", gap: 8, justifyItems: "start", marginBottom: 10 }}>
      {may.allowed ? (
        <Button small busy={refresh.isPending} onClick={() => refresh.mutate()}>
          {refresh.isPending ? "Asking the service" : "Look for new tools"}
        </Button>
      ) : (
        <p>To look for new tools: {may.reason}</p>
      )}
      <div role="status">
        {found && <Notice tone={waiting > 0 ? "warn" : "ok"}>{refreshWords(found, waiting)}</Notice>}
      </div>
      {found?.problems.map((one) => (
        <Notice key={one.account} tone="warn">
          {one.account ? `${isolated(one.account)}: ` : ""}
          {one.reason}
        </Notice>
      ))}
      <ProblemNotice error={refresh.error} />
    </div>
  );
}
