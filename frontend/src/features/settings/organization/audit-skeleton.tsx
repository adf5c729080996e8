import { Card } from "@/components/ui/page";
import { Bar, Loading } from "@/components/ui/skeleton";

import { ActionField } from "./action-field";
import styles from "./organization.module.css";

const ROWS = 12;
const WIDTHS = [96, 170, 80, "70%"];

/** The audit log before it is known whether one may read it. */
export const AuditLogSkeleton = () => (
  <div className={styles.log}>
    <div inert>
      <ActionField value="" onChange={() => undefined} />
    </div>
    <AuditSkeleton />
  </div>
);

/** Its table before its events are known. */
export function AuditSkeleton() {
  return (
    <Loading>
      <Card>
        <table className={styles.table} aria-hidden>
          <tbody>
            {Array.from({ length: ROWS }, (_, row) => (
              <tr key={row} className={styles.bars}>
                {WIDTHS.map((width) => (
                  <td key={width}>
                    <Bar width={width} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </Loading>
  );
}
