import { OutsideText } from "@/components/ui/outside-text";
import { isolated } from "@/lib/outside-text";
import type { Connector } from "@/types/api";

import styles from "./left-out-tools.module.css";
import { countOfTools } from "./tool-levels";

/** The tools of a server that cannot be used here: how many, and on opening which, each with its reason. */
export function LeftOutTools({ of }: { of: { name: string; left_out: Connector["left_out"] } }) {
  const count = of.left_out.length;
  if (count === 0) return null;
  return (
    <details className={styles.leftOut}>
      <summary aria-label={`${leftOutWords(count)}: ${isolated(of.name)}`}>{leftOutWords(count)}</summary>
      <ul tabIndex={0} aria-label={`Left out of ${isolated(of.name)}`}>
        {of.left_out.map((tool, at) => (
          <li key={at}>
            {tool.name && (
              <>
                <code>
                  <OutsideText text={tool.name} />
                </code>
                :{" "}
              </>
            )}
            {tool.reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** "2 tools are left out". */
export function leftOutWords(count: number): string {
  return `${countOfTools(count)} ${count === 1 ? "is" : "are"} left out`;
}
