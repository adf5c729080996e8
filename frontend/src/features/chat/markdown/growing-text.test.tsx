import { readFileSync } from "node:fs";

import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { GrowingText } from "./growing-text";
import { MarkdownText } from "./markdown";

/** What people and models write, and each case that chat and shared page read alike. */
const TABLE = JSON.parse(readFileSync("../tests/markdown.json", "utf8")) as { markdown: string }[];
const BLOCKS = [
  "# What stands open\n\nTwo things, both *small*.\n\n",
  "- one\n- two\n\n  still two\n\n- three\n   1. inside\n\n      deeper\n\n",
  "1. first\n\n   ```js\n   const a = 1;\n\n   const b = 2;\n   ```\n\n2. second\n\n",
  "```\n# no heading\n\n- no list\n```\n\n",
  "Text before a table\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
  "> quoted\nlazily\n\n> another\n\n",
  "A heading\n===\n\nand one\n---\n\n",
  "    indented\n\n    code\n\n***\n\n",
  "* another list\n\n+ and another\n\n- [ ] to do\n- [x] done\n\n",
];
/** The page without what is said anew each time: ids, blanks between blocks, and the order of attributes. */
function page(root: HTMLElement): string {
  const html = root.innerHTML.replaceAll(/>\s+</g, "><").replaceAll(/_r_\w+_/g, "id");
  return html.replaceAll(/(?: [\w-]+="[^"]*")+/g, (attributes) =>
    (attributes.match(/ [\w-]+="[^"]*"/g) ?? []).sort().join(""),
  );
}

const written = (text: string) => page(render(<MarkdownText text={text} />).container);

function streamed(text: string, step: number): string {
  const { container, rerender } = render(<MarkdownText text={text.slice(0, step)} />);
  for (let end = 2 * step; end < text.length + step; end += step) rerender(<MarkdownText text={text.slice(0, end)} />);
  return page(container);
}

describe("a text that is being written", () => {
  it.each([3, 16])("looks in the end as if it had come at once, by %i characters", (step) => {
    const text = [...BLOCKS, ...BLOCKS.toReversed()].join("");
    expect(streamed(text, step)).toBe(written(text));
  });
  it("looks as if it had come at once with all cases of the common table in it", () => {
    const near = TABLE.map(({ markdown }) => markdown).filter((one) => !/\[\^|\]:/.test(one));
    const text = near.map((one) => `First.\n\n- a\n- b\n\n${one}\n\nAnd then\nthe end.\n\n`).join("");
    expect(near.length).toBeGreaterThan(40);
    expect(streamed(text, 301)).toBe(written(text));
  });
  it.each(TABLE.map(({ markdown }) => markdown).filter((one) => /\[\^|\]:/.test(one)))(
    "looks as if it had come at once where it may reach into other blocks: %j",
    (markdown) => {
      const text = `First.\n\n- a\n- b\n\n${markdown}\n\nAnd then\nthe end.\n\nOf\nit\nall.\n\n`;
      expect(streamed(text, 7)).toBe(written(text));
    },
  );
  it("does not draw again what is over", () => {
    const start = "First paragraph.\n\nSecond one\nof two lines\nand more";
    const { container, rerender } = render(<MarkdownText text={start} />);
    rerender(<MarkdownText text={`${start}.`} />);
    const first = container.querySelector("p");
    rerender(<MarkdownText text={`${start}.\n\nThird.\n\nFourth\none\nis here`} />);
    rerender(<MarkdownText text={`${start}.\n\nThird.\n\nFourth\none\nis here.`} />);
    expect(container.querySelectorAll("p")).toHaveLength(4);
    expect(container.querySelector("p")).toBe(first);
  });
  it("begins anew when it turns out to be another text", () => {
    const { container, rerender } = render(<MarkdownText text={"One.\n\nTwo\nlines\nhere"} />);
    rerender(<MarkdownText text={"One.\n\nTwo\nlines\nhere."} />);
    rerender(<MarkdownText text="Something else." />);
    expect(container).toHaveTextContent(/^Something else\.$/);
  });
  it("is read as a whole once something in it reaches into other blocks", () => {
    const text = "See [the plan][1].\n\nMore\nlines\nof it.\n\n";
    const { container, rerender } = render(<MarkdownText text={text} />);
    rerender(<MarkdownText text={`${text}And`} />);
    rerender(<MarkdownText text={`${text}And so on.\n\n[1]: https://example.com/plan\n`} />);
    expect(container.querySelector("a")).toHaveAttribute("href", "https://example.com/plan");
  });
});

describe("the parts of a growing text", () => {
  const TEXT = "One.\n\n| a | b |\n|---|---|\n";
  it("end before a block that has two whole lines, and not sooner", () => {
    const growing = new GrowingText();
    const half = "One.\n\n| a | b |\n|---|";
    growing.parts(half);
    growing.note(half, 6);
    expect(growing.parts(TEXT)).toEqual([TEXT]);
    growing.note(TEXT, 6);
    expect(growing.parts(`${TEXT}| 1`)).toEqual(["One.\n\n", "| a | b |\n|---|---|\n| 1"]);
  });
  it.each(["```\nif one in [1, 2]:\n  two[3:]: int\n```", "Nothing but [^a-z] and [a]: b.", "- [ ] open: [x]"])(
    "end there too after brackets that lead nowhere: %j",
    (before) => {
      const growing = new GrowingText();
      const text = `${before}\n\nMore\nlines\n`;
      growing.parts(before);
      growing.parts(text);
      growing.note(text, before.length + 2);
      expect(growing.parts(`${text}here`)).toEqual([`${before}\n\n`, "More\nlines\nhere"]);
    },
  );
  it.each(["[a]: /b", "> - [a\\]\n>   b]: /c", "1) [^note]: more"])(
    "never end once a line defines something: %j",
    (line) => {
      const growing = new GrowingText();
      const text = `${line}\n\nMore\nlines\n`;
      growing.parts(line);
      growing.parts(text);
      growing.note(text, line.length + 2);
      expect(growing.parts(`${text}here`)).toEqual([`${text}here`]);
    },
  );
  it("take no note of a text that is not the one that was read", () => {
    const growing = new GrowingText();
    growing.parts(TEXT);
    growing.note(`${TEXT}more`, 6);
    expect(growing.parts(`${TEXT}and`)).toEqual([`${TEXT}and`]);
  });
});
