import { Search } from "lucide-react";
import type { ReactNode } from "react";

import styles from "./directory.module.css";

interface Props {
  /** How many there are to search; null: not known yet. */
  count: number | null;
  words: string;
  onSearch: (words: string) => void;
  /** What else one can do. */
  children?: ReactNode;
}

/** What stands over the directory: the search. */
export function DirectoryTools({ count, words, onSearch, children }: Props) {
  return (
    <div className={styles.tools}>
      <label className={styles.search}>
        <Search size={16} aria-hidden />
        <input
          type="search"
          aria-label="Search connectors"
          placeholder={count === null ? "Search connectors" : `Search ${count} connectors`}
          value={words}
          onChange={(event) => onSearch(event.target.value)}
        />
      </label>
      {children}
    </div>
  );
}
