import { OutsideText } from "@/components/ui/outside-text";

import type { Progress } from "../stream/events";
import styles from "./tool-call-card.module.css";
import { progressWords } from "./tool-call-words";

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
