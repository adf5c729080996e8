import { type KeyboardEvent, useState } from "react";

import { type Command, commandQuery, matchingCommands } from "./commands";

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
