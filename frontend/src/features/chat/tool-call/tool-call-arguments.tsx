import { Fragment, useMemo } from "react";

import { OutsideText } from "@/components/ui/outside-text";
import { type ExactObject, type ExactValue, writeExact } from "@/lib/exact-json";
import { visibleJson } from "@/lib/outside-text";
import type { ToolCall } from "@/types/api";

import { argumentsOf, keyWords, valueWords } from "./argument-words";
import styles from "./tool-call.module.css";

interface Props {
  call: Pick<ToolCall, "arguments_text">;
}

/** The arguments of a call as a list of words, each beside what it stands for. */
export function ArgumentList({ call }: Props) {
  const values = useMemo(() => argumentsOf(call), [call]);
  const entries = Object.entries(values);
  if (!entries.length) return <p className={styles.noArguments}>Without arguments.</p>;
  return (
    <dl className={styles.args}>
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>
            <ArgumentName name={name} among={values} />
          </dt>
          <dd>
            <ArgumentValue value={value} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The name of an argument: its word alone where that is the name itself, and no other argument's. */
export function ArgumentName({ name, among }: { name: string; among: ExactObject }) {
  const said = keyWords(name);
  if (said && /^[a-z]+$/.test(name) && !Object.hasOwn(among, said)) return <>{said}</>;
  return <RawName name={name} />;
}

/** The word for a name, and the name: two that differ in a capital or an underscore have the same word. */
export function RawName({ name }: { name: string }) {
  const said = keyWords(name);
  return (
    <>
      {said && <>{said} </>}
      <code className={styles.raw}>
        <OutsideText text={name} />
      </code>
    </>
  );
}

function ArgumentValue({ value }: { value: ExactValue }) {
  const { words, written } = valueWords(value);
  return (
    <>
      {words && <OutsideText text={words} kind="text" />}
      {words && written && " "}
      {written && <code className={words ? styles.raw : styles.written}>{written}</code>}
    </>
  );
}

/** The same, as it is sent. */
export function ArgumentJson({ call }: Props) {
  const text = useMemo(() => visibleJson(writeExact(argumentsOf(call), 2)), [call]);
  return (
    <details className={styles.part}>
      <summary>Request as JSON</summary>
      <pre className={styles.json} tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}
