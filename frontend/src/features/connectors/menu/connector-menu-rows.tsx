import { OriginBadge } from "@/components/origin-badge";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Skeleton } from "@/components/ui/skeleton";
import { Switch } from "@/components/ui/switch";
import { classNames } from "@/lib/class-names";
import { isolated, visible } from "@/lib/outside-text";

import type { ConnectorRow } from "./connector-row-state";
import { LeftOutTools } from "../tools/left-out-tools";
import styles from "./plus-menu.module.css";
import type { RowActions } from "./use-row-actions";

interface Props {
  rows: ConnectorRow[];
  loading: boolean;
  error: unknown;
  actions: RowActions;
}

/** The connectors of the menu: a switch, or what has to be done first, or the reason why not. */
export function ConnectorMenuRows({ rows, loading, error, actions }: Props) {
  if (loading) return <Skeleton lines={3} />;
  const reason = commonRefusal(rows);
  return (
    <div className={styles.list}>
      {reason && <Notice>{reason}</Notice>}
      {rows.map((row) => (
        <div
          key={row.connector ?? row.listing}
          className={classNames(styles.item, row.action === "none" && styles.refused)}
        >
          <Mark name={row.name} color={row.color} src={row.icon} />
          <span className={styles.words}>
            <span>
              <OutsideText text={row.name} /> <OriginBadge of={row} />
            </span>
            {row.sub !== reason && (
              <span className={classNames(styles.sub, row.warn && styles.warn)}>
                <OutsideText text={row.sub} />
              </span>
            )}
            <LeftOutTools of={{ name: row.name, left_out: row.leftOut }} />
          </span>
          {row.accounts.length > 1 && row.enabled && <AccountChoice row={row} actions={actions} />}
          <RowControl row={row} actions={actions} />
        </div>
      ))}
      {!rows.length && <div className={styles.item}>No connectors yet.</div>}
      <ProblemNotice error={actions.error ?? error} />
    </div>
  );
}

/** The reason that all connectors of the organization share, such as a public project's: said once. */
function commonRefusal(rows: ConnectorRow[]): string | null {
  const own = rows.filter((row) => row.connector !== null);
  const [first] = own;
  return first && own.every((row) => row.action === "none" && row.sub === first.sub) ? first.sub : null;
}

function RowControl({ row, actions }: { row: ConnectorRow; actions: RowActions }) {
  const busy = actions.busy === row.name;
  if (row.action === "toggle")
    return <Switch label={visible(row.name)} checked={row.enabled} onChange={(on) => void actions.switchTo(row, on)} />;
  if (row.action === "enable")
    return (
      <Button small busy={busy} onClick={() => void actions.enable(row)} aria-label={`Enable ${visible(row.name)}`}>
        Enable
      </Button>
    );
  if (row.action === "none") return null;
  const label = row.action === "reconnect" ? "Reconnect" : "Connect";
  return (
    <Button small busy={busy} onClick={() => void actions.connect(row)} aria-label={`${label} ${visible(row.name)}`}>
      {label}
    </Button>
  );
}

function AccountChoice({ row, actions }: { row: ConnectorRow; actions: RowActions }) {
  return (
    <select
      className={styles.select}
      aria-label={`Account of ${visible(row.name)}`}
      value={row.connection}
      onChange={(event) => void actions.switchTo(row, true, event.target.value)}
    >
      {row.accounts.map((account) => (
        <option key={account.id} value={account.id}>
          {isolated(account.name)}
        </option>
      ))}
    </select>
  );
}
