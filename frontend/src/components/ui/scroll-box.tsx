import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./scroll-box.module.css";

/** For what scrolls sideways and is no box of its own, such as code. */
export const scrollClass = styles.box;

interface Props {
  /** What it holds: one goes there by keyboard, and scrolls with the arrow keys. */
  label: string;
  dir?: string;
  className?: string;
  children: ReactNode;
}

/** What may be wider than its place: it scrolls by itself, and its edge says that more lies beside. */
export function ScrollBox({ label, dir, className, children }: Props) {
  return (
    <div className={classNames(styles.box, className)} role="region" tabIndex={0} aria-label={label} dir={dir}>
      {children}
    </div>
  );
}
