import { type KeyboardEvent, useState } from "react";

import { OutsideText } from "@/components/ui/outside-text";

import { type Command, commandQuery, matchingCommands } from "./commands";
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

interface Slash {
  open: boolean;
  found: Command[];
  active: number;
  pick: (command: Command) => void;
  /** True when the key was the menu's. */
  takeKey: (event: KeyboardEvent) => boolean;
  close: () => void;
}

/** The state of the "/" menu over a text. Esc closes it and keeps the text; other text opens it again. */
export function useSlash(commands: Command[], text: string, setText: (text: string) => void): Slash {
  // A draft that is found again is a text, not a command being typed.
  const [closedFor, setClosedFor] = useState<string | null>(text);
  const [at, setAt] = useState(0);
  const query = commandQuery(text);
  const open = query !== null && closedFor !== text && commands.length > 0;
  const found = open ? matchingCommands(commands, query) : [];
  const active = Math.min(at, Math.max(found.length - 1, 0));

  const pick = (command: Command) => {
    if (command.disabled) return;
    setText("");
    setAt(0);
    command.run();
  };
  const takeKey = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    if (event.key === "ArrowDown") setAt((active + 1) % Math.max(found.length, 1));
    else if (event.key === "ArrowUp") setAt((active - 1 + found.length) % Math.max(found.length, 1));
    else if (event.key === "Escape") setClosedFor(text);
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
      const command = found[active];
      if (!command) return false;
      pick(command);
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { open, found, active, pick, takeKey, close: () => setClosedFor(text) };
}
