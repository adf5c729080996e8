import type { ReactNode } from "react";

import { BrandSign } from "@/components/brand";

import styles from "./door.module.css";

/** The frame of what one sees before one is inside. */
export function Door({ title, children, below }: { title: string; children: ReactNode; below?: ReactNode }) {
  return (
    <main className={styles.door}>
      <div className={styles.box}>
        <div className={styles.brand}>
          <BrandSign size={26} /> Switchboard
        </div>
        <div className={styles.card}>
          <h1>{title}</h1>
          {children}
        </div>
        {below && <p className={styles.below}>{below}</p>}
      </div>
    </main>
  );
}

export const wideButton = styles.wide;
