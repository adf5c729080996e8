import { extend, type Node, type Processor } from "./nodes";

const BREAK = /^<br\s*\/?>$/i;

/**
 * A plugin: `<br>` is the only way to break a line in a table's cell. All other markup stays text, and what stands
 * between a block of it is read like all the rest.
 */
export function lineBreaks(this: Processor) {
  extend(this, { disable: { null: ["htmlFlow"] } });
  return function walk(node: Node): void {
    node.children = node.children?.map((child) =>
      child.type === "html" && BREAK.test(child.value ?? "") ? { type: "break" } : child,
    );
    node.children?.forEach(walk);
  };
}
