import { EffectBadge } from "@/components/effect-badge";
import { OutsideText } from "@/components/ui/outside-text";
import type { Tool } from "@/types/api";

import styles from "./tool-policies.module.css";

/** Tools as their server describes them, with what each is taken for. */
export function ToolList({ tools }: { tools: Tool[] }) {
  return (
    <ul className={styles.list} tabIndex={0} aria-label="Tools">
      {tools.map((tool) => (
        <li key={tool.name}>
          <span className={styles.words}>
            <b>
              <OutsideText text={tool.title} />
            </b>{" "}
            <code>
              <OutsideText text={tool.name} />
            </code>
            {tool.description && (
              <span className={styles.sub}>
                <OutsideText text={tool.description} kind="text" />
              </span>
            )}
          </span>
          <EffectBadge effect={tool.effect} />
        </li>
      ))}
    </ul>
  );
}
