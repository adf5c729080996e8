/** Footnotes: none is lost, and their ids and labels are those of one message. */
import type { Node, PageNode } from "./nodes";

interface Footnotes {
  footnoteOrder: string[];
  footnoteCounts: Map<string, number>;
}

const DEFINITION = "footnoteDefinition";

/** A plugin: a note to which nothing leads, and a second one of the same name, come after the others. */
export function keptNotes() {
  return (tree: Node): void => {
    const notes = all(tree, DEFINITION);
    const first = new Map([...notes].reverse().map((note) => [note.identifier, note]));
    const led = ledTo(tree, first);
    without(tree, (node) => node.type === DEFINITION && !led.has(node));
    const alone = notes.filter((note) => !led.has(note));
    tree.children?.push(
      ...alone.map((note, index) => ({
        ...note,
        data: { alone: true },
        ...(first.get(note.identifier) !== note && { identifier: `${note.identifier} ${index}` }),
      })),
    );
  };
}

/** The notes to which the text leads, by way of others too. */
function ledTo(tree: Node, first: Map<string | undefined, Node>): Set<Node> {
  const led = new Set<Node>();
  const from = [...references(tree)];
  for (const reference of from) {
    const note = first.get(reference.identifier);
    if (!note || led.has(note)) continue;
    led.add(note);
    from.push(...(note.children ?? []).flatMap(references));
  }
  return led;
}

function references(node: Node): Node[] {
  if (node.type === DEFINITION) return [];
  return node.type === "footnoteReference" ? [node] : (node.children ?? []).flatMap(references);
}

/** From above to below, the ones that lie in each other too. */
function all(node: Node, type: string): Node[] {
  const below = (node.children ?? []).flatMap((child) => all(child, type));
  return node.type === type ? [node, ...below] : below;
}

function without(node: Node, gone: (node: Node) => boolean): void {
  node.children = node.children?.filter((child) => !gone(child));
  node.children?.forEach((child) => without(child, gone));
}

/** How the library writes them: `prefix` stands before every id. */
export function footnoteOptions(prefix: string) {
  return {
    clobberPrefix: prefix,
    footnoteLabelTagName: "h3",
    footnoteLabelProperties: { className: ["visually-hidden"] },
    handlers: {
      footnoteDefinition: (notes: Footnotes, node: Node) => {
        const id = String(node.identifier).toUpperCase();
        if (!node.data || notes.footnoteCounts.has(id)) return undefined;
        notes.footnoteOrder.push(id);
        notes.footnoteCounts.set(id, 0);
        return undefined;
      },
    },
  };
}

/** A plugin: the heading of the notes has one id for all messages of the page otherwise. */
export function ownLabel({ prefix }: { prefix: string }) {
  return function walk(node: PageNode): void {
    const { properties } = node;
    if (properties?.id === "footnote-label") properties.id = `${prefix}label`;
    if (properties?.ariaDescribedBy) properties.ariaDescribedBy = [`${prefix}label`];
    if (node.tagName === "li" && properties?.id) properties.tabIndex = -1;
    node.children?.forEach(walk);
  };
}
