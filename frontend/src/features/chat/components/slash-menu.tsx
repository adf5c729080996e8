import { OutsideText } from "@/components/ui/outside-text";

import type { Command } from "./commands";
import styles from "./slash-menu.module.css";

interface Props {
  id: string;
  commands: Command[];
  active: number;
  onPick: (command: Command) => void;
}

/** The commands as a listbox; the focus stays in the message, which says which one is active. */
export function SlashMenu({ id, commands, active, onPick }: Props) {
  return (
    <ul id={id} role="listbox" aria-label="Commands" className={styles.list}>
      {commands.map((command, index) => (
        <li
          key={command.id}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          aria-disabled={command.disabled || undefined}
          className={styles.option}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => !command.disabled && onPick(command)}
        >
          <OutsideText text={command.label} />
          {command.hint && (
            <span className={styles.hint}>
              <OutsideText text={command.hint} />
            </span>
          )}
        </li>
      ))}
      {!commands.length && (
        <li role="option" aria-selected={false} aria-disabled className={styles.none}>
          No command begins like that. Esc keeps your text.
        </li>
      )}
    </ul>
  );
}
