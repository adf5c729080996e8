import { Fragment } from "react";

import { words } from "@/lib/format";

import styles from "./tool-call-card.module.css";

/** A value as a person would say it. */
export function valueWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object" || item === null)) return value.map(valueWords).join(", ");
  return JSON.stringify(value, null, 2);
}

/** The arguments of a call as a list of words. */
export function ArgumentList({ values }: { values: Record<string, unknown> }) {
  const entries = Object.entries(values);
  if (!entries.length) return <p className={styles.note}>Without arguments.</p>;
  return (
    <dl className={styles.args}>
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{words(name)}</dt>
          <dd>{valueWords(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The same, as it is sent. */
export function ArgumentJson({ values }: { values: Record<string, unknown> }) {
  return (
    <details className={styles.part}>
      <summary>Request as JSON</summary>
      <pre className={styles.json} tabIndex={0}>{JSON.stringify(values, null, 2)}</pre>
    </details>
  );
}
