import type { PageNode } from "./nodes";

/**
 * Pictures from elsewhere become links, so that nothing is loaded; within a link they are its words.
 * Twin of conversations/markdown/links.py; tests/markdown.json holds both.
 */
export function pictures() {
  return (tree: PageNode): void => walk(tree, false);
}

function walk(node: PageNode, inLink: boolean): void {
  const isLink = inLink || node.tagName === "a";
  node.children = node.children?.map((child) => {
    if (child.tagName !== "img") {
      walk(child, isLink);
      return child;
    }
    const { src, alt } = child.properties ?? {};
    // A picture that is written out in its address: nobody reads that, and it leads nowhere.
    const isData = /^data:/i.test(String(src));
    const words: PageNode = { type: "text", value: String(alt || (isData ? "" : (src ?? ""))) };
    return isLink || isData ? words : { type: "element", tagName: "a", properties: { href: src }, children: [words] };
  });
}
