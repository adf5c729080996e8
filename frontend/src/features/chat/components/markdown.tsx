import { memo } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

import { Unseen } from "@/components/ui/outside-text";
import { pieces } from "@/lib/outside-text";

import styles from "./markdown.module.css";

const plugins = [remarkGfm];

interface Node {
  type: string;
  value?: string;
  children?: Node[];
  tagName?: string;
  properties?: Record<string, string>;
}

/** Characters that nobody sees become marks in all that the model says, code included. */
function markUnseen() {
  return function walk(node: Node): void {
    node.children = node.children?.flatMap((child) => {
      if (child.type !== "text" || !child.value) return walk(child) ?? child;
      return pieces(child.value, "prose").map((piece): Node =>
        typeof piece === "string"
          ? { type: "text", value: piece }
          : { type: "element", tagName: "mark", properties: { ariaLabel: piece.said }, children: [{ type: "text", value: piece.mark }] },
      );
    });
  };
}

const marks = [markUnseen];

/** Links say nothing about us to where they lead; pictures from elsewhere are links, so that nothing is loaded. */
const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>
  ),
  img: ({ src, alt }) =>
    typeof src === "string" && src ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">{alt || src}</a>
    ) : null,
  mark: ({ children, "aria-label": said }) => <Unseen mark={String(children)} said={said ?? ""} />,
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table"><table>{children}</table></div>
  ),
};

/** Text of the model as markdown. Raw HTML in it is shown as text, never as markup. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  return (
    <div className={styles.markdown}>
      <Markdown remarkPlugins={plugins} rehypePlugins={marks} components={components}>{text}</Markdown>
    </div>
  );
});
