import { classNames } from "@/lib/class-names";
import { visible, visibleJson } from "@/lib/outside-text";
import type { Definition } from "@/types/api";

import { differenceOfLines, differenceOfWords, type Part } from "./difference";
import styles from "./tool-reviews.module.css";

type Side = keyof Definition;
const SCHEMAS: [Side, string][] = [
  ["input", "What it takes"],
  ["output", "What it gives back"],
  ["hints", "What its server says of it"],
  ["view", "Its view"],
];
const CONTEXT = 2;

/** What differs between the accepted version of a tool and the one that is offered now; what is the same is named. */
export function ToolDifference({ before, now }: { before: Definition; now: Definition }) {
  const changed = (side: Side) => before[side] !== now[side];
  const same = [
    ...(changed("description") ? [] : ["its description"]),
    ...SCHEMAS.filter(([side]) => !changed(side) && now[side]).map(([, title]) => title.toLowerCase()),
  ];
  return (
    <>
      {changed("title") && <Words title="Title" before={before.title} now={now.title} />}
      {changed("description") && <Words title="Description" before={before.description} now={now.description} />}
      {SCHEMAS.filter(([side]) => changed(side)).map(([side, title]) => (
        <Lines key={side} title={title} before={before[side]} now={now[side]} />
      ))}
      {same.length > 0 && <p className={styles.faint}>Not changed: {same.join(", ")}.</p>}
    </>
  );
}

/** A definition that nobody has accepted before: all of it, its schemas behind a disclosure. */
export function WholeDefinition({ now }: { now: Definition }) {
  return (
    <>
      {SCHEMAS.filter(([side]) => now[side]).map(([side, title]) => (
        <details key={side} className={styles.more}>
          <summary>{title}</summary>
          <pre className={styles.code} tabIndex={0}>
            {visibleJson(now[side])}
          </pre>
        </details>
      ))}
    </>
  );
}

interface Texts {
  title: string;
  before: string;
  now: string;
}

function Words({ title, before, now }: Texts) {
  const parts = differenceOfWords(visible(before, "text"), visible(now, "text"));
  return (
    <div className={styles.part}>
      <h4>{title}</h4>
      <p className={styles.prose}>
        <bdi>{parts.map((part, index) => ("same" in part ? part.same : <Change key={index} {...part} />))}</bdi>
      </p>
    </div>
  );
}

function Lines({ title, before, now }: Texts) {
  const parts = differenceOfLines(ended(visibleJson(before)), ended(visibleJson(now)));
  return (
    <div className={styles.part}>
      <h4>{title}</h4>
      <pre className={classNames(styles.code, styles.lines)} tabIndex={0} aria-label={`${title}: what changed`}>
        {parts.map((part, index) =>
          "same" in part ? (
            shortened(part.same, index === 0, index === parts.length - 1)
          ) : (
            <Change key={index} {...part} />
          ),
        )}
      </pre>
    </div>
  );
}

/** What went and what came: for the eye by colour and line, read aloud by a word before it. */
function Change({ removed, added }: Exclude<Part, { same: string }>) {
  return (
    <>
      {removed && (
        <del>
          <span className="visually-hidden"> removed: </span>
          {removed}
        </del>
      )}
      {added && (
        <ins>
          <span className="visually-hidden"> added: </span>
          {added}
        </ins>
      )}
      <span className="visually-hidden"> end of change. </span>
    </>
  );
}

const ended = (text: string) => (text ? `${text}\n` : "");

/** Of many lines that both have, those beside a change. */
function shortened(text: string, first: boolean, last: boolean): string {
  const all = text.split("\n").slice(0, -1);
  const head = first ? 0 : CONTEXT;
  const tail = last ? 0 : CONTEXT;
  if (all.length <= head + tail + 1) return text;
  const hidden = `⋯ ${all.length - head - tail} lines that have not changed\n`;
  const line = (one: string) => `${one}\n`;
  return [...all.slice(0, head).map(line), hidden, ...(tail ? all.slice(-tail).map(line) : [])].join("");
}
