import { useDeferredValue, useState } from "react";

import { ProblemNotice } from "@/components/ui/notice";
import { Empty } from "@/components/ui/page";
import { isOwner, usePlace } from "@/lib/organization-context";

import { type DirectoryFilter, useDirectory } from "../api/directory";
import { AddCustomConnector } from "../enabling/add-custom-connector";
import { ReviewHint, useReviewCount } from "../reviews/review-hint";
import { DirectoryFilters } from "./directory-filters";
import { TilesSkeleton } from "./directory-skeleton";
import { DirectoryTools } from "./directory-tools";
import styles from "./directory.module.css";
import { ListingCard } from "./listing-card";

const NOTHING: DirectoryFilter = {};

/**
 * All listings, searched and filtered. Search and filters stand from the first moment where they stay; what waits for an
 * owner's review comes together with the listings.
 */
export function Directory() {
  const { org, role } = usePlace();
  const [filter, setFilter] = useState<DirectoryFilter>({});
  const all = useDirectory(org, NOTHING);
  const found = useDirectory(org, useDeferredValue(clean(filter)));
  const review = useReviewCount();
  const categories = [...new Set(all.data?.map((listing) => listing.category))].sort();
  return (
    <>
      <DirectoryTools
        count={all.data?.length ?? null}
        words={filter.q ?? ""}
        onSearch={(q) => setFilter({ ...filter, q })}
      >
        {isOwner(role) && <AddCustomConnector />}
      </DirectoryTools>
      <DirectoryFilters filter={filter} categories={categories} onChange={setFilter} />
      <ProblemNotice error={found.error} />
      {found.isLoading || review.loading ? (
        <TilesSkeleton />
      ) : (
        <>
          <div className={styles.hint}>
            <ReviewHint />
          </div>
          {found.data?.length === 0 && (
            <Empty>
              {filter.q ? <>No connector matches “{filter.q}”.</> : "No connector fits these filters."}
              <AddCustomConnector />
            </Empty>
          )}
          <ul className={styles.grid} style={{ padding: 0, listStyle: "none" }}>
            {found.data?.map((listing) => (
              <ListingCard key={listing.slug} listing={listing} />
            ))}
          </ul>
          {!isOwner(role) && found.data && found.data.length > 0 && (
            <div className={styles.below}>
              <AddCustomConnector />
            </div>
          )}
        </>
      )}
    </>
  );
}

function clean(filter: DirectoryFilter): DirectoryFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ""));
}
