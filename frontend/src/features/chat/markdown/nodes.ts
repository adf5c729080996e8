/** Trees of text as the markdown library hands them to its plugins: what ours read and write of them. */

/** Of markdown (mdast). */
export interface Node {
  type: string;
  value?: string;
  url?: string;
  identifier?: string;
  /** Of a list or item: blank lines stand in it. */
  spread?: boolean | null;
  children?: Node[];
  position?: { start: { offset?: number }; end?: { offset?: number } };
  data?: object;
}

/** Of the page (hast). */
export interface PageNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: PageNode[];
}

/** The text in a node, without what `skip` leaves out. */
export function textIn(node: PageNode, skip: (node: PageNode) => boolean = () => false): string {
  if (skip(node)) return "";
  return node.type === "text" ? (node.value ?? "") : (node.children ?? []).map((child) => textIn(child, skip)).join("");
}

/** The elements of this name in a node. */
export function all(node: PageNode, tagName: string): PageNode[] {
  return node.tagName === tagName ? [node] : (node.children ?? []).flatMap((child) => all(child, tagName));
}

/** What a plugin's `this` is. */
export interface Processor {
  data: () => object;
}

/** Adds to how the text is read. */
export function extend(processor: Processor, syntax: object): void {
  const data = processor.data() as { micromarkExtensions?: object[] };
  (data.micromarkExtensions ??= []).push(syntax);
}
