import { classNames } from "@/lib/class-names";
import { type Mark, pieces, type TextKind } from "@/lib/outside-text";

import styles from "./outside-text.module.css";

interface Props {
  text: string;
  kind?: TextKind;
  /** It is a line of its own, that begins where its letters do. */
  block?: boolean;
}

/** A name, title or value from outside: turned by nothing beside it and turning nothing, with marks for what is unseen. */
export function OutsideText({ text, kind = "line", block = false }: Props) {
  return (
    <bdi dir="auto" className={classNames(styles.text, kind !== "line" && styles.many, block && styles.block)}>
      {withMarks(text, kind)}
    </bdi>
  );
}

/** What people say, in lines: each runs as its own letters do. */
export function OutsideLines({ text }: { text: string }) {
  return text.split(/\r\n|\n/).map((line, index) => (
    <p key={index} dir="auto" className={styles.line}>
      {line ? withMarks(line, "prose") : <br />}
    </p>
  ));
}

const withMarks = (text: string, kind: TextKind) =>
  pieces(text, kind).map((piece, index) => (typeof piece === "string" ? piece : <Unseen key={index} {...piece} />));

/** The mark of what nobody sees. */
export function Unseen({ mark, said }: Mark) {
  return (
    <span className={styles.mark} role="img" aria-label={said}>
      {mark}
    </span>
  );
}
