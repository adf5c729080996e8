import { readsRightToLeft } from "@/lib/direction";

import { type PageNode, textIn } from "./nodes";

const BLOCKS = new Set(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "th", "td"]);
const HOLDERS = new Set(["ul", "ol", "blockquote", "table"]);
const CODE = new Set(["pre", "code"]);
const isCode = (node: PageNode) => CODE.has(node.tagName ?? "");

/**
 * A plugin: every block runs as its own first letter does. What holds blocks (the side of bullets, of a quote's line, the
 * order of columns) would not look into blocks that have a direction of their own, so it is told. Code runs from left to right.
 */
export function directions() {
  return function walk(node: PageNode): void {
    const dir = directionOf(node);
    if (dir) node.properties = { ...node.properties, dir };
    node.children?.forEach(walk);
  };
}

function directionOf(node: PageNode): string | null {
  const name = node.tagName ?? "";
  if (isCode(node)) return "ltr";
  if (HOLDERS.has(name)) return readsRightToLeft(textIn(node, isCode)) ? "rtl" : "auto";
  return BLOCKS.has(name) ? "auto" : null;
}
