import { LoaderCircle } from "lucide-react";

import styles from "./spinner.module.css";

/** Something small is under way. */
export function Spinner({ size = 14 }: { size?: number }) {
  return <LoaderCircle className={styles.spinner} size={size} aria-hidden />;
}
