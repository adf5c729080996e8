import { OutsideText } from "@/components/ui/outside-text";
import { classNames } from "@/lib/class-names";
import type { ChartSeries } from "@/types/api";

import styles from "./chart.module.css";
import { isOther, shapeAt } from "./picture";
import { isAbout, SIDES } from "./words";

/** What the marks of a picture mean: only those that are in it. The table says all of it in words. */
export function Legend({ series }: { series: ChartSeries[] }) {
  const points = series.flatMap((one) => one.points);
  const hasRange = points.some((point) => point.low || point.high);
  return (
    <ul className={styles.legend}>
      {series.length > 1 &&
        series.map((one, index) => (
          <li key={index}>
            <svg width={24} height={12} aria-hidden className={classNames(styles.line, isOther(index) && styles.other)}>
              <line className={styles.stretch} x1={0} x2={24} y1={6} y2={6} />
              <path className={styles.shape} d={shapeAt({ outside: "" }, 12, 6, isOther(index))} />
            </svg>
            <OutsideText text={one.name} />
          </li>
        ))}
      {hasRange && (
        <li>
          <svg width={16} height={12} aria-hidden>
            <rect className={styles.band} width={16} height={12} />
          </svg>
          Reference range
        </li>
      )}
      {(["high", "low"] as const)
        .filter((side) => points.some((point) => point.outside === side))
        .map((side) => (
          <li key={side}>
            <svg width={14} height={14} aria-hidden className={styles.outside}>
              <path className={styles.shape} d={shapeAt({ outside: side }, 7, 7)} />
            </svg>
            {SIDES[side]}
          </li>
        ))}
      {points.some((point) => point.comparator) && (
        <li>
          <svg width={14} height={14} aria-hidden className={styles.line}>
            <path className={classNames(styles.shape, styles.hollow)} d={shapeAt({ outside: "" }, 7, 7)} />
          </svg>
          Only a limit was measured
        </li>
      )}
      {points.some(isAbout) && (
        <li>
          <svg width={24} height={12} aria-hidden className={styles.line}>
            <path className={styles.about} d="M1 2v8m0-4h22m0-4v8" />
          </svg>
          Day not known
        </li>
      )}
    </ul>
  );
}
