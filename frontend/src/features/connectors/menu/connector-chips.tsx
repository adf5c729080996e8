import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { classNames } from "@/lib/class-names";

import type { ConnectorRow } from "./connector-row-state";
import styles from "./plus-menu.module.css";
import type { RowActions } from "./use-row-actions";

/** More do not fit into what one sees of them. */
const MANY = 6;

/** The connectors that are on in this conversation; a press switches one off. Where they are many, how many. */
export function ConnectorChips({ rows, actions }: { rows: ConnectorRow[]; actions: RowActions }) {
  const on = rows.filter((row) => row.enabled);
  return (
    <>
      {on.length > MANY && <span className={styles.count}>{on.length} on</span>}
      {on.map((row) => (
        <button
          key={row.connector}
          type="button"
          className={classNames(styles.chip, row.attention && styles.needs)}
          title={row.attention ? `${row.attention}. Switch off` : "Switch off"}
          onClick={() => void actions.switchTo(row, false)}
        >
          <Mark name={row.name} color={row.color} src={row.icon} size="small" />
          <span>
            <OutsideText text={row.name} />
            {row.attention && ` · ${row.attention}`}
            <span className="visually-hidden"> is on. Switch off</span>
          </span>
        </button>
      ))}
    </>
  );
}
