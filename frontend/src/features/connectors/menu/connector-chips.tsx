import { X } from "lucide-react";

import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { classNames } from "@/lib/class-names";
import { visible } from "@/lib/outside-text";

import type { ConnectorRow } from "./connector-row-state";
import styles from "./plus-menu.module.css";
import type { RowActions } from "./use-row-actions";

/** More do not fit into what one sees of them. */
const MANY = 6;

interface ChipProps {
  row: ConnectorRow;
  actions: RowActions;
}

/** The connectors that are on in this conversation. Where they are many, how many. */
export function ConnectorChips({ rows, actions }: { rows: ConnectorRow[]; actions: RowActions }) {
  const on = rows.filter((row) => row.enabled);
  return (
    <>
      {on.length > MANY && <span className={styles.count}>{on.length} on</span>}
      {on.map((row) => {
        const Chip = row.attention && row.action !== "none" ? MendingChip : OffChip;
        return <Chip key={row.connector} row={row} actions={actions} />;
      })}
    </>
  );
}

/** A press switches it off. */
function OffChip({ row, actions }: ChipProps) {
  return (
    <button
      type="button"
      className={classNames(styles.chip, row.attention && styles.needs)}
      title={row.attention ? `${row.attention}. Switch off` : "Switch off"}
      onClick={() => void actions.switchTo(row, false)}
    >
      <Named row={row} hint=" is on. Switch off" />
    </button>
  );
}

/** A press does what it says; its account has to be signed in with again, or to give more access. */
function MendingChip({ row, actions }: ChipProps) {
  return (
    <span className={classNames(styles.chip, styles.needs)}>
      <button
        type="button"
        className={styles.mend}
        disabled={actions.busy === row.name}
        onClick={() => void actions.connect(row)}
      >
        <Named row={row} />
      </button>
      <button
        type="button"
        className={styles.off}
        title="Switch off"
        aria-label={`Switch off ${visible(row.name)}`}
        onClick={() => void actions.switchTo(row, false)}
      >
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}

function Named({ row, hint }: { row: ConnectorRow; hint?: string }) {
  return (
    <>
      <Mark name={row.name} color={row.color} src={row.icon} size="small" />
      <span className={styles.named}>
        <OutsideText text={row.name} />
        {row.attention && ` · ${row.attention}`}
        {hint && <span className="visually-hidden">{hint}</span>}
      </span>
    </>
  );
}
