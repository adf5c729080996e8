import { memo, type MouseEvent, type ReactNode, useId, useMemo, useState } from "react";
import Markdown, { type Components, type Options } from "react-markdown";
import remarkGfm from "remark-gfm";

import { Unseen } from "@/components/ui/outside-text";
import { ScrollBox, scrollClass } from "@/components/ui/scroll-box";
import { pieces } from "@/lib/outside-text";

import { attentionBesideCjk } from "./attention";
import { bareLinks } from "./bare-links";
import { directions } from "./direction";
import { footnoteOptions, keptNotes, ownLabel } from "./footnotes";
import { GrowingText, tellLastBlock } from "./growing-text";
import { lineBreaks } from "./line-breaks";
import { all, type PageNode, textIn } from "./nodes";
import { pictures } from "./pictures";
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

/** Text of the model as markdown. Raw HTML in it is shown as text, never as markup. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  const prefix = `${useId()}-`;
  const [growing] = useState(() => new GrowingText());
  const parts = growing.parts(text);
  return (
    <div className={styles.markdown}>
      {parts.map((part, index) => (
        <MarkdownPart key={index} text={part} prefix={prefix} growing={index === parts.length - 1 ? growing : null} />
      ))}
    </div>
  );
});

interface Part {
  text: string;
  prefix: string;
  /** What the part is the end of. */
  growing: GrowingText | null;
}

const MarkdownPart = memo(function MarkdownPart({ text, prefix, growing }: Part) {
  const options = useMemo(() => footnoteOptions(prefix), [prefix]);
  const rehype = useMemo(
    (): Options["rehypePlugins"] => [pictures, markUnseen, directions, [ownLabel, { prefix }]],
    [prefix],
  );
  const remark = useMemo(
    (): Options["remarkPlugins"] => (growing ? [[tellLastBlock, { growing }], ...plugins] : plugins),
    [growing],
  );
  return (
    <Markdown
      remarkPlugins={remark}
      rehypePlugins={rehype}
      remarkRehypeOptions={options as Options["remarkRehypeOptions"]}
      components={components}
    >
      {text}
    </Markdown>
  );
});
