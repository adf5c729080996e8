import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";

import { ProblemNotice } from "@/components/ui/notice";
import { Empty } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/spinner";
import { usePlace } from "@/lib/organization-context";

import { type DirectoryFilter, useDirectory } from "../api/directory";
import { AddCustomConnector } from "../enabling/add-custom-connector";
import { DirectoryFilters } from "./directory-filters";
import styles from "./directory.module.css";
import { ListingCard } from "./listing-card";

const NOTHING: DirectoryFilter = {};

/** All listings, searched and filtered. */
export function Directory() {
  const { org } = usePlace();
  const [filter, setFilter] = useState<DirectoryFilter>({});
  const all = useDirectory(org, NOTHING);
  const found = useDirectory(org, useDeferredValue(clean(filter)));
  const categories = [...new Set(all.data?.map((listing) => listing.category))].sort();
  return (
    <>
      <div className={styles.tools}>
        <label className={styles.search}>
          <Search size={16} aria-hidden />
          <input
            type="search"
            aria-label="Search connectors"
            placeholder={`Search ${all.data?.length ?? ""} connectors`}
            value={filter.q ?? ""}
            onChange={(event) => setFilter({ ...filter, q: event.target.value })}
          />
        </label>
        <AddCustomConnector />
      </div>
      <DirectoryFilters filter={filter} categories={categories} onChange={setFilter} />
      <ProblemNotice error={found.error} />
      {found.isLoading && <Skeleton />}
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
    </>
  );
}

function clean(filter: DirectoryFilter): DirectoryFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined && value !== ""));
}
