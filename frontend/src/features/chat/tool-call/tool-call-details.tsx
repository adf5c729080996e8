import { OriginBadge } from "@/components/origin-badge";
import { OutsideText } from "@/components/ui/outside-text";
import { bytes } from "@/lib/format";
import type { ToolCall } from "@/types/api";

import type { Progress } from "../stream/events";
import { ReadToEnd } from "./read-to-end";
import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import { progressWords } from "./tool-call-words";
import styles from "./tool-call.module.css";

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

/** How far a running call is: a bar when the whole is known, its own words beside it. */
export function ToolCallProgress({ progress, label }: { progress: Progress; label: string }) {
  const { words, percent } = progressWords(progress);
  if (!words && !progress.message) return null;
  return (
    <div className={styles.progress}>
      {percent !== null && (
        <div
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
          className={styles.track}
        >
          <div className={styles.done} style={{ inlineSize: `${percent}%` }} />
        </div>
      )}
      <span className={styles.progressWords}>
        {words && <span className={styles.progressCount}>{words}</span>}
        {progress.message && <OutsideText text={progress.message} />}
      </span>
    </div>
  );
}
