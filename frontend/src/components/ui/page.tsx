import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import { OutsideText } from "./outside-text";
import styles from "./page.module.css";

interface PageProps {
  /** null: not known yet. */
  title: string | null;
  about?: ReactNode;
  action?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

/** A page that is not a conversation. */
export function Page({ title, about, action, narrow, children }: PageProps) {
  return (
    <div className={styles.page}>
      <div className={narrow ? styles.narrow : styles.wide}>
        <header className={styles.head}>
          <div>
            <h1 className={styles.title}>
              {title === null ? <span className={styles.unknown} /> : <OutsideText text={title} block />}
            </h1>
            {about && <div className={styles.about}>{about}</div>}
          </div>
          {action}
        </header>
        {children}
      </div>
    </div>
  );
}

export function Section({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      {about && <p>{about}</p>}
      {children}
    </section>
  );
}

export const Card = ({ children }: { children: ReactNode }) => <div className={styles.card}>{children}</div>;

/** Names and descriptions are mostly from outside. */
const shown = (said: ReactNode) => (typeof said === "string" ? <OutsideText text={said} kind="text" /> : said);

/** A line of a card: what it is, a word below, and what one can do. */
export function Row({
  title,
  sub,
  start,
  children,
}: {
  title: ReactNode;
  sub?: ReactNode;
  start?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={styles.row}>
      {start}
      <div className={styles.words}>
        <b>{shown(title)}</b>
        {sub && <div className={styles.sub}>{shown(sub)}</div>}
      </div>
      {children}
    </div>
  );
}

export const Empty = ({ children }: { children: ReactNode }) => <div className={styles.empty}>{children}</div>;

export { styles as pageStyles };

/** A form in a column. */
export const formClass = classNames(styles.form);
export const formActionsClass = classNames(styles.formActions);
