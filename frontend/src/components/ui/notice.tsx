import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { classNames } from "@/lib/class-names";
import { visible } from "@/lib/outside-text";
import { asProblem } from "@/lib/problem";

import styles from "./notice.module.css";

interface Props {
  tone?: "plain" | "bad" | "warn" | "ok";
  children: ReactNode;
  action?: ReactNode;
}

const ICONS = { plain: Info, ok: Info, warn: TriangleAlert, bad: CircleAlert };

/** Words in place, with the way on beside them. */
export function Notice({ tone = "plain", children, action }: Props) {
  const Icon = ICONS[tone];
  return (
    <div
      className={classNames(styles.notice, tone !== "plain" && styles[tone])}
      role={tone === "bad" ? "alert" : undefined}
    >
      <Icon size={16} aria-hidden />
      <div>{children}</div>
      {action}
    </div>
  );
}

/** What the API refused, in its words, which may quote a service's; the code lies behind a disclosure. */
export function ProblemNotice({ error, action }: { error: unknown; action?: ReactNode }) {
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <Notice tone="bad" action={action}>
      {visible(problem.message, "prose")}
      <details className={styles.code}>
        <summary>Details</summary>
        <code>{problem.code}</code>
        {problem.reference && (
          <>
            {" "}
            · reference <code>{problem.reference}</code>
          </>
        )}
      </details>
    </Notice>
  );
}
