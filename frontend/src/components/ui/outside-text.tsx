import { pieces, type TextKind } from "@/lib/outside-text";

import styles from "./outside-text.module.css";

interface Props {
  text: string;
  kind?: TextKind;
}

/** A name, title or value from outside: turned by nothing beside it and turning nothing, with marks for what is unseen. */
export function OutsideText({ text, kind = "line" }: Props) {
  return (
    <bdi className={kind === "text" ? `${styles.text} ${styles.many}` : styles.text}>
      {pieces(text, kind).map((piece, index) =>
        typeof piece === "string" ? piece : <span key={index} className={styles.mark} role="img" aria-label={piece.said}>{piece.mark}</span>,
      )}
    </bdi>
  );
}
