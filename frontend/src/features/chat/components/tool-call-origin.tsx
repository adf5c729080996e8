import { OriginBadge } from "@/components/origin-badge";
import { OutsideText } from "@/components/ui/outside-text";
import type { ToolCall } from "@/types/api";

import styles from "./tool-call-card.module.css";

/** What stands behind the names that somebody gave: the tool as it is called, the host that gets the call, and whose it is. */
export function ToolCallOrigin({ id, call }: { id: string; call: ToolCall }) {
  const { connector, tool } = call;
  return (
    <p id={id} className={styles.origin}>
      <code>
        <OutsideText text={tool} />
      </code>
      {connector && (
        <>
          {" "}
          at <code>{connector.host ? <OutsideText text={connector.host} /> : "Switchboard"}</code>{" "}
          <OriginBadge of={connector} />
        </>
      )}
    </p>
  );
}
