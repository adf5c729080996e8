import { boot } from "@/lib/boot";

import styles from "./composer.module.css";

/** The composer's place before one can write. */
export const ComposerSkeleton = () => (
  <div className={styles.composer} aria-hidden>
    <div className={styles.box}>
      <div className={styles.unwritten} />
      <div className={styles.row}>
        <div className={styles.noChips} />
        <span className={styles.model}>{boot.model.label}</span>
      </div>
    </div>
  </div>
);
