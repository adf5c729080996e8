import { Bar, Loading } from "@/components/ui/skeleton";

import { AddButton } from "../enabling/add-button";
import { DirectoryFilters } from "./directory-filters";
import { DirectoryTools } from "./directory-tools";
import styles from "./directory.module.css";

const TILES = 9;
const nothing = () => undefined;

/** Tiles in the place of listings, as large as those are. */
export function TilesSkeleton() {
  return (
    <Loading>
      <div className={styles.grid}>
        {Array.from({ length: TILES }, (_, tile) => (
          <div key={tile} className={styles.tile}>
            <Bar width={40} height={40} />
            <div className={styles.lines}>
              <Bar width={110} />
              <Bar width={150} height={10} />
            </div>
            <div className={styles.what}>
              <div className={styles.lines}>
                <Bar />
                <Bar width="60%" />
              </div>
            </div>
            <div className={styles.foot} />
          </div>
        ))}
      </div>
    </Loading>
  );
}

/** The directory before anything is known: what stands over it is there, though it does nothing yet. */
export function DirectorySkeleton({ mayAdd }: { mayAdd: boolean }) {
  return (
    <>
      <div inert>
        <DirectoryTools count={null} words="" onSearch={nothing}>
          {mayAdd && <AddButton disabled />}
        </DirectoryTools>
        <DirectoryFilters filter={{}} categories={[]} onChange={nothing} />
      </div>
      <TilesSkeleton />
    </>
  );
}
