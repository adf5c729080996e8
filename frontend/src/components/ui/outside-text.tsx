import { type Mark, pieces, type TextKind } from "@/lib/outside-text";

import styles from "./outside-text.module.css";

interface Props {
  text: string;
  kind?: TextKind;
}

/** A name, title or value from outside: turned by nothing beside it and turning nothing, with marks for what is unseen. */
export function OutsideText({ text, kind = "line" }: Props) {
  return (
    <bdi className={kind !== "line" ? `${styles.text} ${styles.many}` : styles.text}>
      {pieces(text, kind).map((piece, index) =>
        typeof piece === "string" ? piece : <Unseen key={index} {...piece} />,
      )}
    </bdi>
  );
}

/** The mark of what nobody sees. */
export function Unseen({ mark, said }: Mark) {
  return <span className={styles.mark} role="img" aria-label={said}>{mark}</span>;
}
