import { memo, type ReactElement, useId, useState } from "react";

import { GrowingText, type Part, wholeOf } from "./growing-text";
import { isElement, joined, type PageElement, wordsOf } from "./joined-blocks";
import styles from "./markdown.module.css";
import { kindOf, makeReader, type ReadPart } from "./read-part";

/** Text of the model as markdown. Raw HTML in it is shown as text, never as markup. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  const prefix = `${useId()}-`;
  const [growing] = useState(() => new GrowingText());
  const [read] = useState(() => makeReader(prefix, growing));
  const last = growing.parts(text).at(-1);
  // What is defined at the end is known once that was read.
  if (last) read(last);
  return (
    <div className={styles.markdown}>
      {together(growing.parts(text)).map((parts, index) => (
        <MarkdownBlocks key={index} parts={parts} read={read} />
      ))}
    </div>
  );
});

interface Blocks {
  /** Where it is more than one, their first blocks are one. */
  parts: Part[];
  read: ReturnType<typeof makeReader>;
}

const MarkdownBlocks = memo(
  ({ parts, read }: Blocks) => drawn(parts, read),
  (before, after) =>
    before.parts.length === after.parts.length && before.parts.every((part, index) => part === after.parts[index]),
);
MarkdownBlocks.displayName = "MarkdownBlocks";

function together(parts: Part[]): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    if (part.goesOn) groups.at(-1)?.push(part);
    else groups.push([part]);
  }
  return groups;
}

function drawn(parts: Part[], read: Blocks["read"]) {
  const first = parts.map((part) => read(part));
  const loose = parts.some((part) => part.loose) || first.some((one) => one.loose);
  const all = loose ? parts.map((part) => read(part, true)) : first;
  return oneBlock(parts, all) ?? read(wholeOf(parts)).blocks;
}

const known = new WeakMap<ReadPart, ReactElement>();

/** The parts with their first blocks as one; null if they turn out not to be of one kind. */
function oneBlock(parts: Part[], all: ReadPart[]) {
  const firsts = all.map(({ blocks: [block] }) => block).filter(isElement);
  const [block] = firsts;
  const kind = block && kindOf(block);
  const rest = all.at(-1)?.blocks ?? [];
  if (!block || !kind) return parts.length === 1 ? rest : null;
  if (firsts.length < parts.length || !firsts.every(({ type }) => type === block.type)) return null;
  if (!parts.slice(1).every(({ goesOn }) => goesOn === kind)) return null;
  const words = all.map((one, key) => {
    const kept = known.get(one) ?? wordsOf(firsts[key] as PageElement, kind, key);
    known.set(one, kept);
    return kept;
  });
  const className = firsts.map(({ props }) => props.className).find(Boolean);
  return [joined(block, kind, words, className), ...rest.slice(1)];
}
