/** Markdown to blocks of the page. */
import type { MouseEvent, ReactNode } from "react";
import Markdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";

import { Unseen } from "@/components/ui/outside-text";
import { ScrollBox, scrollClass } from "@/components/ui/scroll-box";
import { pieces } from "@/lib/outside-text";

import { attentionBesideCjk } from "./attention";
import { bareLinks } from "./bare-links";
import { directions } from "./direction";
import { footnoteOptions, keptNotes, ownLabel } from "./footnotes";
import { type GrowingText, type Part, tellBlocks } from "./growing-text";
import { childrenOf, isElement, type PageElement } from "./joined-blocks";
import { lineBreaks } from "./line-breaks";
import { all, type Node, type PageNode, textIn } from "./nodes";
import { pictures } from "./pictures";
import type { BlockKind } from "./safe-cuts";
import styles from "./markdown.module.css";

/** The same dialect as the shared page's (conversations/markdown/); tests/markdown.json holds both. */
const plugins: NonNullable<Options["remarkPlugins"]> = [
  [remarkGfm, { singleTilde: false }],
  attentionBesideCjk,
  bareLinks,
  lineBreaks,
  keptNotes,
];

/** Characters that nobody sees become marks in all that the model says, code included. */
function markUnseen() {
  return function walk(node: PageNode): void {
    node.children = node.children?.flatMap((child) => {
      if (child.type !== "text" || !child.value) return walk(child) ?? child;
      return pieces(child.value, "prose").map((piece): PageNode =>
        typeof piece === "string"
          ? { type: "text", value: piece }
          : {
              type: "element",
              tagName: "mark",
              properties: { ariaLabel: piece.said },
              children: [{ type: "text", value: piece.mark }],
            },
      );
    });
  };
}

/** To a note and back: inside its message, never to another page. */
function NoteLink({ href, children, ...given }: { href: string; id?: string; children?: ReactNode }) {
  const go = (event: MouseEvent) => {
    event.preventDefault();
    const target = document.getElementById(href.slice(1));
    target?.scrollIntoView({ block: "nearest" });
    target?.focus({ preventScroll: true });
  };
  return (
    <a {...given} href={href} onClick={go}>
      {children}
    </a>
  );
}

/** By its columns: a message may hold several, and each is a place to scroll in. */
function tableName(table: PageNode): string {
  const head = all(table, "th")
    .map((cell) => textIn(cell).trim())
    .filter(Boolean)
    .join(", ");
  return head ? `Table: ${head}` : "Table";
}

/** Links say nothing about us to where they lead; one that leads nowhere, such as to a script, is its words. */
const components: Components = {
  a: ({ href, children, id, className, "aria-describedby": describedBy, "aria-label": label }) => {
    if (!href) return <>{children}</>;
    if (!href.startsWith("#"))
      return (
        <a href={href} target="_blank" rel="noopener noreferrer nofollow">
          {children}
        </a>
      );
    // Only notes have ids in a message: anything else would lead into the page around it.
    return id || className ? (
      <NoteLink href={href} id={id} aria-describedby={describedBy} aria-label={label}>
        {children}
      </NoteLink>
    ) : (
      <>{children}</>
    );
  },
  input: ({ checked }) => (
    <input type="checkbox" checked={checked ?? false} disabled aria-label={checked ? "Done" : "Not done"} />
  ),
  mark: ({ children, "aria-label": said }) => <Unseen mark={String(children)} said={said ?? ""} />,
  pre: ({ children }) => (
    <pre className={scrollClass} tabIndex={0} dir="ltr">
      {children}
    </pre>
  ),
  table: ({ children, dir, node }) => (
    <ScrollBox className={styles.table} label={tableName(node as PageNode)} dir={dir}>
      <table>{children}</table>
    </ScrollBox>
  ),
};

/** What the page shows of a block, to its kind. */
export function kindOf({ type }: PageElement): BlockKind | null {
  if (type === "ul" || type === "ol") return "list";
  if (type === "p") return "paragraph";
  if (type === components.table) return "table";
  return type === components.pre ? "code" : null;
}

/** The blocks of a part, as the page shows them. */
export interface ReadPart {
  blocks: ReactNode[];
  /** It begins with a list whose items stand apart. */
  loose: boolean;
}

/** A plugin: lets the list at the start stand apart if other parts of it do, and says whether it does. */
function looseList({ read, loose }: { read: ReadPart; loose: boolean }) {
  return ({ children = [] }: Node): void => {
    const list = children.find(({ type }) => type !== "definition");
    if (list?.type !== "list") return;
    if (loose) list.spread = true;
    read.loose = [list, ...(list.children ?? [])].some((one) => Boolean(one.spread));
  };
}

/** Reads the parts of one message; `growing` is told about each. */
export function makeReader(prefix: string, growing: GrowingText) {
  const options = footnoteOptions(prefix) as Options["remarkRehypeOptions"];
  const rehypePlugins: Options["rehypePlugins"] = [pictures, markUnseen, directions, [ownLabel, { prefix }]];
  const known = new WeakMap<Part, ReadPart>();
  return (part: Part, loose = part.loose): ReadPart => {
    const before = known.get(part);
    if (before && (!loose || before.loose)) return before;
    const read: ReadPart = { blocks: [], loose: false };
    const page = Markdown({
      remarkPlugins: [[tellBlocks, { growing }], [looseList, { read, loose }], ...plugins],
      rehypePlugins,
      remarkRehypeOptions: options,
      components,
      children: part.text,
    });
    if (isElement(page)) read.blocks = childrenOf(page);
    known.set(part, read);
    return read;
  };
}
