import { memo } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";

import styles from "./markdown.module.css";

const plugins = [remarkGfm];

/** Links say nothing about us to where they lead; pictures from elsewhere are links, so that nothing is loaded. */
const components: Components = {
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">{children}</a>
  ),
  img: ({ src, alt }) =>
    typeof src === "string" && src ? (
      <a href={src} target="_blank" rel="noopener noreferrer nofollow">{alt || src}</a>
    ) : null,
  pre: ({ children }) => <pre tabIndex={0}>{children}</pre>,
  table: ({ children }) => (
    <div className={styles.table} tabIndex={0} role="group" aria-label="Table"><table>{children}</table></div>
  ),
};

/** Text of the model as markdown. Raw HTML in it is shown as text, never as markup. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  return (
    <div className={styles.markdown}>
      <Markdown remarkPlugins={plugins} components={components}>{text}</Markdown>
    </div>
  );
});
