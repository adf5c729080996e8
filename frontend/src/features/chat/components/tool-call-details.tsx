import { bytes } from "@/lib/format";
import type { ToolCall } from "@/types/api";

import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import styles from "./tool-call-card.module.css";

/** What was sent and what came back, with sizes. */
export function ToolCallDetails({ call }: { call: ToolCall }) {
  return (
    <>
      <details className={styles.part} open>
        <summary>Request</summary>
        <ArgumentList values={call.arguments} />
      </details>
      <ArgumentJson values={call.arguments} />
      {call.approval?.decision === "deny" && <p className={styles.note}>You denied it{call.approval.reason && `: ${call.approval.reason}`}.</p>}
      {call.error && <p className={styles.note}>{call.error.message} <code>{call.error.code}</code></p>}
      {call.result && (
        <details className={styles.part} open>
          <summary>Result · {bytes(call.result.bytes)}{call.result.truncated && " · shown in part"}</summary>
          <pre className={styles.json} tabIndex={0}>{call.result.text || "Empty."}</pre>
        </details>
      )}
    </>
  );
}
