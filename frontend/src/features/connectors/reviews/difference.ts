/**
 * What differs between two texts, by words or by lines, in the order in which one reads it. Texts are shown as they
 * come here: what nobody sees in them was made visible before.
 */

/** A stretch that both have, or what the one has in place of what the other has. */
export type Part = { same: string } | { removed: string; added: string };

/** A table of so many cells takes a blink; beyond it the stretch between the first and the last difference is one. */
const MOST_CELLS = 12_000_000;

/** By words; what stands between two changed words goes with them. */
export function differenceOfWords(before: string, after: string): Part[] {
  return withoutGaps(difference(words(before), words(after)));
}

/** By lines, each with its line break. */
export function differenceOfLines(before: string, after: string): Part[] {
  return difference(lines(before), lines(after));
}

const words = (text: string) => text.match(/[\p{L}\p{M}\p{N}_]+|\s+|./gsu) ?? [];
const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function difference(before: string[], after: string[]): Part[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return joined([
    { same: before.slice(0, start).join("") },
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    { same: end ? before.slice(-end).join("") : "" },
  ]);
}

/** The longest common run of pieces, walked from the beginning. */
function between(before: string[], after: string[]): Part[] {
  const width = after.length + 1;
  if ((before.length + 1) * width > MOST_CELLS) return [{ removed: before.join(""), added: after.join("") }];
  const common = new Uint16Array((before.length + 1) * width);
  const at = (row: number, column: number) => common[row * width + column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      common[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const parts: Part[] = [];
  let row = 0;
  let column = 0;
  while (row < before.length || column < after.length) {
    const removed = before[row] ?? "";
    const added = after[column] ?? "";
    if (row < before.length && removed === added) {
      parts.push({ same: removed });
      row++;
      column++;
    } else if (column >= after.length || (row < before.length && at(row + 1, column) >= at(row, column + 1))) {
      parts.push({ removed, added: "" });
      row++;
    } else {
      parts.push({ removed: "", added });
      column++;
    }
  }
  return parts;
}

/** Neighbours of one kind are one part; empty ones are none. */
function joined(parts: Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if ("same" in part) {
      if (last && "same" in last) last.same += part.same;
      else if (part.same) found.push({ ...part });
    } else if (last && !("same" in last)) {
      last.removed += part.removed;
      last.added += part.added;
    } else if (part.removed || part.added) found.push({ ...part });
  }
  return found;
}

function withoutGaps(parts: Part[]): Part[] {
  const isGap = (part: Part, index: number) =>
    "same" in part && index > 0 && index < parts.length - 1 && /^[^\S\n]+$/.test(part.same);
  return joined(
    parts.map((part, index) =>
      "same" in part && isGap(part, index) ? { removed: part.same, added: part.same } : part,
    ),
  );
}
