import { isolated } from "@/lib/outside-text";
import type { ToolRefresh } from "@/types/api";

const MOST_NAMES = 3;

/** "2 new (a, b), 1 gone (c). 3 wait for an owner.", of which some may have been reviewed since. */
export function refreshWords(found: ToolRefresh, waiting: number): string {
  const parts = [counted(found.added, "new"), counted(found.changed, "changed"), counted(found.gone, "gone")].filter(
    Boolean,
  );
  const news = parts.length ? `${parts.join(", ")}.` : "Nothing has changed.";
  return waiting ? `${news} ${waiting} ${waiting === 1 ? "waits" : "wait"} for an owner’s review.` : news;
}

function counted(names: string[], word: string): string {
  if (!names.length) return "";
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
  return `${names.length} ${word} (${names.slice(0, MOST_NAMES).map(isolated).join(", ")}${more})`;
}
