/**
 * Where a block that is being written may be cut in two, so that nothing that follows can change what stands before: before
 * the last item of a list, row of a table or line of code, and in a paragraph where no mark is open.
 */
import type { Node } from "./nodes";

export type BlockKind = "list" | "table" | "code" | "paragraph";

export interface CutInside {
  kind: BlockKind;
  at: number;
  /** What the rest needs before it, to be read as the same kind of block. */
  lead: string;
  /** What ends the part before. */
  end: string;
  loose: boolean;
}

/** Shorter parts would be more work than reading them again. */
const LEAST = 200;
const FENCE = /^ {0,3}(`{3,}|~{3,})[^\n]*\n/;
const TWO_LINES = /^[^\n]*\n[^\n]*\n/;
/** What may begin or end a mark, part the cells of a table, or stand for another character. */
const MARKS = /[*_~`[\]<>&\\|]/;
const BETWEEN_WORDS = /\S (?=\p{L})/gu;

const CUTS: Record<string, (block: Node, source: string, from: number) => CutInside | null> = {
  list: inList,
  table: inTable,
  code: inCode,
  paragraph: inParagraph,
};

/** The last place in the block, which begins behind definitions and lead of these lengths; null where there is none. */
export function cutInside(block: Node, source: string, [from, lead]: [number, number]): CutInside | null {
  const cut = CUTS[block.type]?.(block, source, from);
  return cut && cut.at - from - lead >= LEAST ? cut : null;
}

const startOf = (node: Node | undefined): number => node?.position?.start.offset ?? 0;

/** Before the last item that has a whole line: until then it may be a rule (`- - -`). */
function inList(list: Node, source: string): CutInside | null {
  const items = list.children ?? [];
  const last = items.findLastIndex((item) => source.slice(startOf(item)).includes("\n"));
  if (last < 1 || !items.slice(0, last).some(saysLetters)) return null;
  // A gap within an item is read with it; one between two parts is not.
  return { kind: "list", at: lineOf(startOf(items[last]), source), lead: "", end: "", loose: Boolean(list.spread) };
}

/** Before the last row; the rows after it need the head to be a table. */
function inTable(table: Node, source: string, from: number): CutInside | null {
  const rows = table.children ?? [];
  const lead = TWO_LINES.exec(source.slice(from))?.[0];
  const at = lineOf(startOf(rows.at(-1)), source);
  const isFirst = lineOf(startOf(rows[0]), source) === from;
  if (rows.length < 3 || !lead || !isFirst || !rows.slice(0, -1).some(saysLetters)) return null;
  return { kind: "table", at, lead, end: "", loose: false };
}

/** Before the last line, if it is not blank: code that begins with blank lines, or is nothing else, is read in other ways. */
function inCode(_: Node, source: string, from: number): CutInside | null {
  const [lead, fence = ""] = FENCE.exec(source.slice(from)) ?? [];
  const at = source.lastIndexOf("\n") + 1;
  if (!lead || !source.slice(at).trim()) return null;
  return { kind: "code", at, lead, end: fence, loose: false };
}

/** Between two words, if no mark before them is left without its other half. The blank goes with what follows. */
function inParagraph(paragraph: Node, source: string): CutInside | null {
  let at = 0;
  for (const node of paragraph.children ?? []) {
    const value = node.value ?? "";
    const start = startOf(node);
    if (node.type === "text" && source.startsWith(value, start)) {
      const clean = value.slice(0, value.search(MARKS) + 1 || undefined);
      for (const match of clean.matchAll(BETWEEN_WORDS)) at = start + match.index + 1;
    }
    if (leavesMarks(node)) break;
  }
  return at > 0 ? { kind: "paragraph", at, lead: "", end: "", loose: false } : null;
}

/** The place where the line begins, if only blanks stand before; otherwise 0, where nothing is cut. */
function lineOf(offset: number, source: string): number {
  const start = source.lastIndexOf("\n", offset - 1) + 1;
  return source.slice(start, offset).trim() ? 0 : start;
}

/** Whether its direction is decided: its first letter does that, and code is not asked. */
function saysLetters(node: Node): boolean {
  return node.type === "text" ? /\p{L}/u.test(node.value ?? "") : (node.children ?? []).some(saysLetters);
}

function leavesMarks(node: Node): boolean {
  return node.type === "text" ? MARKS.test(node.value ?? "") : (node.children ?? []).some(leavesMarks);
}
