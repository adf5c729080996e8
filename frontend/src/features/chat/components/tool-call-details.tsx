import { OutsideText } from "@/components/ui/outside-text";
import { bytes } from "@/lib/format";
import type { ToolCall } from "@/types/api";

import { ReadToEnd } from "./read-to-end";
import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import styles from "./tool-call-card.module.css";

/** What was sent and what came back, with sizes. */
export function ToolCallDetails({ call }: { call: ToolCall }) {
  return (
    <>
      <details className={styles.part} open>
        <summary>Request</summary>
        <ReadToEnd label="Request">
          <ArgumentList call={call} />
        </ReadToEnd>
      </details>
      <ArgumentJson call={call} />
      {call.approval?.decision === "deny" && (
        <p className={styles.note}>
          You denied it
          {call.approval.reason && (
            <>
              : <OutsideText text={call.approval.reason} kind="text" />
            </>
          )}
          .
        </p>
      )}
      {call.error && (
        <p className={styles.note}>
          <OutsideText text={call.error.message} kind="text" /> <code>{call.error.code}</code>
        </p>
      )}
      {call.result && (
        <details className={styles.part} open>
          <summary>
            Result · {bytes(call.result.bytes)}
            {call.result.truncated && " · shown in part"}
          </summary>
          <pre className={styles.json} tabIndex={0}>
            {call.result.text ? <OutsideText text={call.result.text} kind="text" /> : "Empty."}
          </pre>
        </details>
      )}
    </>
  );
}
