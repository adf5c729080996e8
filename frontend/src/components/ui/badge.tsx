import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./badge.module.css";

export type Tone = "plain" | "read" | "write" | "ok" | "bad";

/** One word on state. */
export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={classNames(styles.badge, tone !== "plain" && styles[tone])}>{children}</span>;
}
