import type { ConnectorRow } from "./connector-row-state";
import type { RowActions } from "./use-row-actions";

interface Command {
  id: string;
  label: string;
  hint?: string;
  disabled?: boolean;
  run: () => void;
}

/** The rows of the "+" menu as commands of the "/" menu. */
export function connectorCommands(rows: ConnectorRow[], actions: RowActions): Command[] {
  return rows.map((row) => {
    const base = { id: `connector-${row.connector ?? row.listing}`, hint: row.sub };
    switch (row.action) {
      case "toggle":
        return {
          ...base,
          label: `Switch ${row.enabled ? "off" : "on"} ${row.name}`,
          run: () => void actions.switchTo(row, !row.enabled),
        };
      case "connect":
        return { ...base, label: `Connect ${row.name}`, run: () => void actions.connect(row) };
      case "reconnect":
        return { ...base, label: `Reconnect ${row.name}`, run: () => void actions.connect(row) };
      case "enable":
        return { ...base, label: `Enable ${row.name}`, run: () => void actions.enable(row) };
      case "none":
        return { ...base, label: row.name, disabled: true, run: () => undefined };
    }
  });
}
