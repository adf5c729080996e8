import { pageStyles } from "@/components/ui/page";
import { Bar, Loading, RowsSkeleton, Skeleton } from "@/components/ui/skeleton";

import { Crumbs } from "./crumbs";
import styles from "./listing-details.module.css";

/** A listing's page before the listing is known: the way back stands where it stays, with bars for what it says. */
export function ListingSkeleton({ org }: { org: string }) {
  return (
    <div className={pageStyles.page}>
      <div className={pageStyles.wide}>
        <Crumbs org={org} />
        <Loading>
          <div className={styles.top}>
            <Bar width={40} height={40} />
            <div className={styles.head}>
              <Bar width={200} height={24} />
              <Bar width={300} />
            </div>
            <Bar width={76} height={32} />
          </div>
        </Loading>
        <div className={styles.two}>
          <div>
            <div className={styles.lines}>
              <Skeleton lines={3} />
            </div>
            <Heading width={90} />
            <div className={styles.caps}>
              <Ability />
              <Ability />
            </div>
            <Heading width={40} />
            <RowsSkeleton rows={4} sub={false} />
          </div>
          <aside aria-label="Details">
            <Heading width={50} />
            <Skeleton lines={8} />
          </aside>
        </div>
      </div>
    </div>
  );
}

/** How far below it will stand is not known, so it says nothing yet. */
const Heading = ({ width }: { width: number }) => (
  <div className={styles.heading}>
    <Bar width={width} line />
  </div>
);

const Ability = () => (
  <div className={styles.cap}>
    <Bar width={40} line />
    <Skeleton lines={4} />
  </div>
);
