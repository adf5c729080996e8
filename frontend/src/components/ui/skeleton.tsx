import { type ReactNode, useLayoutEffect, useState } from "react";

import { classNames } from "@/lib/class-names";

import { Card, pageStyles } from "./page";
import styles from "./skeleton.module.css";

const QUICK_MILLISECONDS = 150;
/** One skeleton after the other, such as the workspace's and then its page's, is one wait. */
const wait = { shown: 0, since: 0, ended: -Infinity };

interface BarProps {
  width?: number | string;
  height?: number;
  /** It takes the height of a line of text. */
  line?: boolean;
}

/** A grey bar in the place of words. */
export const Bar = ({ width = "100%", height, line }: BarProps) => (
  <span className={classNames(styles.bar, line && styles.line)} style={{ width, height }} />
);

/** Says that something loads, and shows the shape of it only after 150 ms, so that quick answers do not flicker. */
export function Loading({ label = "Loading", children }: { label?: string; children?: ReactNode }) {
  const delay = useRestOfDelay();
  return (
    <div className={styles.waiting} style={{ animationDelay: `${delay}ms` }} role="status" aria-label={label}>
      {children}
    </div>
  );
}

/** Words in the place of words. */
export function Skeleton({ lines = 6 }: { lines?: number }) {
  return (
    <Loading>
      <div className={styles.lines}>
        {Array.from({ length: lines }, (_, line) => (
          <Bar key={line} width="" />
        ))}
      </div>
    </Loading>
  );
}

/** Rows of a card: what each is, a word below, and with `mark` a sign before. */
export function RowsSkeleton({ rows = 3, mark, sub = true }: { rows?: number; mark?: boolean; sub?: boolean }) {
  return (
    <Loading>
      <Card>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className={pageStyles.row} style={{ minHeight: sub ? 52 : undefined }}>
            {mark && <Bar width={24} height={24} />}
            <div className={styles.words}>
              <Bar width={row % 2 ? 140 : 180} />
              {sub && <Bar width={row % 2 ? 260 : 210} height={10} />}
            </div>
          </div>
        ))}
      </Card>
    </Loading>
  );
}

function useRestOfDelay(): number {
  const [delay] = useState(() => {
    const now = performance.now();
    return goesOn(now) ? Math.max(0, QUICK_MILLISECONDS - (now - wait.since)) : QUICK_MILLISECONDS;
  });
  useLayoutEffect(() => {
    const now = performance.now();
    if (!goesOn(now)) wait.since = now;
    wait.shown += 1;
    return () => {
      wait.shown -= 1;
      wait.ended = performance.now();
    };
  }, []);
  return delay;
}

const goesOn = (now: number) => wait.shown > 0 || now - wait.ended < 50;
