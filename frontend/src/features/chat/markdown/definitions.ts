/** Lines that say where a link leads: they reach into all parts of a text that is read in parts. */
import type { Node } from "./nodes";

export interface Definition {
  /** Its name as references are compared with it. */
  name: string;
  line: string;
  at: number;
}

const IN_BRACKETS = /\[((?:\\.|[^[\]\\])+)\]/g;

const nameOf = (label: string): string =>
  label
    .replaceAll(/[\s>]+/g, " ")
    .trim()
    .toUpperCase();

/** Whether one lies in a list or quote, or over several lines: such a text is not read in parts. */
export function definesInside(nodes: Node[], source: string, depth = 0): boolean {
  return nodes.some((node) => {
    if (node.type === "definition") return depth > 0 || source.slice(...placeOf(node)).includes("\n");
    return definesInside(node.children ?? [], source, depth + 1);
  });
}

/** The definitions among these blocks. */
export function definitionsIn(nodes: Node[], source: string): Definition[] {
  return nodes
    .filter((node) => node.type === "definition")
    .map((node) => ({
      name: nameOf(node.identifier ?? ""),
      line: source.slice(...placeOf(node)),
      at: placeOf(node)[0],
    }));
}

const placeOf = ({ position }: Node): [number, number] => [position?.start.offset ?? 0, position?.end?.offset ?? 0];

/** The lines that a part of the text needs: of each name the first, if something in brackets may be a reference to it. */
export function neededBy(text: string, known: Definition[]): string {
  if (known.length === 0) return "";
  const names = new Set([...text.matchAll(IN_BRACKETS)].map(([, label = ""]) => nameOf(label)));
  const lines = known.filter(({ name }) => names.delete(name)).map(({ line }) => `${line}\n`);
  return lines.length > 0 ? `${lines.join("")}\n` : "";
}
