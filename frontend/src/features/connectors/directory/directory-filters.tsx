import { ScrollBox } from "@/components/ui/scroll-box";
import { words } from "@/lib/format";

import type { DirectoryFilter } from "../api/directory";
import styles from "./directory.module.css";

interface Props {
  filter: DirectoryFilter;
  categories: string[];
  onChange: (filter: DirectoryFilter) => void;
}

type Extra = { label: string; on: DirectoryFilter };

const EXTRAS: Extra[] = [
  { label: "Reads", on: { effect: "read" } },
  { label: "Writes", on: { effect: "write" } },
  { label: "Interactive", on: { interactive: true } },
  { label: "Enabled", on: { state: "enabled" } },
  { label: "Connected", on: { state: "connected" } },
];

/**
 * One category at a time, and what else narrows the list. A second press takes a filter back. Each has a line of its
 * own, because the categories are known later than the rest: nothing moves when they come.
 */
export function DirectoryFilters({ filter, categories, onChange }: Props) {
  const tab = (label: string, pressed: boolean, next: DirectoryFilter) => (
    <button key={label} type="button" className={styles.tab} aria-pressed={pressed} onClick={() => onChange(next)}>
      {label}
    </button>
  );
  const { category, q } = filter;
  const nothing = !category && EXTRAS.every(({ on }) => !isOn(filter, on));
  return (
    <div className={styles.filters} role="group" aria-label="Filters">
      <ScrollBox className={styles.tabs} label="Categories">
        {tab("All", nothing, { q })}
        {categories.map((one) =>
          tab(words(one), category === one, {
            ...filter,
            category: category === one ? undefined : (one as DirectoryFilter["category"]),
          }),
        )}
      </ScrollBox>
      <ScrollBox className={styles.tabs} label="More filters">
        {EXTRAS.map(({ label, on }) =>
          tab(label, isOn(filter, on), isOn(filter, on) ? without(filter, on) : { ...filter, ...on }),
        )}
      </ScrollBox>
    </div>
  );
}

function isOn(filter: DirectoryFilter, on: DirectoryFilter): boolean {
  return Object.entries(on).every(([name, value]) => filter[name as keyof DirectoryFilter] === value);
}

function without(filter: DirectoryFilter, on: DirectoryFilter): DirectoryFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !(name in on)));
}
