import { classNames } from "@/lib/class-names";
import { markColor, markLetter } from "@/lib/mark-color";

import styles from "./mark.module.css";

interface Props {
  name: string;
  color?: string;
  src?: string | null;
  size?: "small" | "normal" | "big";
}

/** The icon of a thing, else its initial on its colour. The name stands beside it, so it is silent. */
export function Mark({ name, color, src, size = "normal" }: Props) {
  const own = src?.startsWith("/") ? src : null;
  return (
    <span
      aria-hidden
      className={classNames(styles.mark, size !== "normal" && styles[size])}
      style={own ? undefined : { background: color || markColor(name) }}
    >
      {own ? <img src={own} alt="" /> : markLetter(name)}
    </span>
  );
}
