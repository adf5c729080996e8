/** Blocks that were read in several parts, as one block of the page. Of what is over, nothing is drawn again. */
import { cloneElement, Fragment, isValidElement, type ReactElement, type ReactNode } from "react";

import type { BlockKind } from "./safe-cuts";

export type PageElement = ReactElement<{ className?: string; children?: ReactNode }>;

/** Where the words of a block lie: a table's rows in its body, lines of code in the code. */
const INSIDE: Record<BlockKind, string | null> = { list: null, table: "tbody", code: "code", paragraph: null };

export const isElement = (node: ReactNode): node is PageElement => isValidElement(node);
export const childrenOf = (element: PageElement): ReactNode[] => [element.props.children].flat() as ReactNode[];

const isInside = (node: ReactNode, kind: BlockKind): node is PageElement =>
  isElement(node) && node.type === INSIDE[kind];

/** What of a block's words one part holds, under a key of its own; the same element for the same part. */
export function wordsOf(block: PageElement, kind: BlockKind, key: number): ReactElement {
  const holder = INSIDE[kind] ? childrenOf(block).find((child) => isInside(child, kind)) : block;
  const words = isElement(holder) ? holder.props.children : null;
  return (
    <Fragment key={key}>
      {kind === "paragraph" && key > 0 && " "}
      {words}
    </Fragment>
  );
}

/** The first part's block with the words of all parts. */
export function joined(block: PageElement, kind: BlockKind, words: ReactElement[], className?: string): PageElement {
  if (!INSIDE[kind]) return cloneElement(block, { className }, words);
  const children = childrenOf(block).map((child) => (isInside(child, kind) ? cloneElement(child, {}, words) : child));
  return cloneElement(block, {}, ...children);
}
