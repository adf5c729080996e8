import { LoaderCircle } from "lucide-react";

import styles from "./spinner.module.css";

/** Something small is under way. */
export function Spinner({ size = 14 }: { size?: number }) {
  return <LoaderCircle className={styles.spinner} size={size} aria-hidden />;
}

/** The shape of what loads; shown only after 150 ms, so that quick answers do not flicker. */
export function Skeleton({ lines = 6, label = "Loading" }: { lines?: number; label?: string }) {
  return (
    <div className={styles.late} role="status" aria-label={label}>
      <div className={styles.lines}>
        {Array.from({ length: lines }, (_, line) => (
          <span key={line} />
        ))}
      </div>
    </div>
  );
}
