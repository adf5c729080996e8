/** What "/" offers: the same as the "+" menu, as words to type. */
export interface Command {
  id: string;
  label: string;
  /** A second line: the account, or why it cannot be done now. */
  hint?: string;
  disabled?: boolean;
  run: () => void;
}

/** The part after "/" when the text is a command being typed, else null. */
export function commandQuery(text: string): string | null {
  return /^\/[^\n]*$/.test(text) ? text.slice(1).trim().toLowerCase() : null;
}

/** The commands in which every typed word begins a word; those whose label begins with the text come first. */
export function matchingCommands(commands: Command[], query: string): Command[] {
  const typed = query.split(/\s+/).filter(Boolean);
  const fits = ({ label, hint = "" }: Command) => {
    const said = `${label} ${hint}`.toLowerCase().split(/[\s·]+/);
    return typed.every((word) => said.some((one) => one.startsWith(word)));
  };
  const rank = (command: Command) => (command.label.toLowerCase().startsWith(query) ? 0 : 1);
  return commands.filter(fits).sort((a, b) => rank(a) - rank(b));
}
