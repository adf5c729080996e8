import { type ReactNode, useState } from "react";

import styles from "./listing-details.module.css";

interface Props {
  heading: string;
  open?: boolean;
  children: ReactNode;
}

/** The set-up of a listing. What is open when one comes stays open, so that one reads how its test went. */
export function FoldableSetup({ heading, open = false, children }: Props) {
  const [startsOpen] = useState(open);
  return (
    <section aria-label="Set up">
      <details open={startsOpen} className={styles.foldable}>
        <summary>
          <h2>{heading}</h2>
        </summary>
        {children}
      </details>
    </section>
  );
}
