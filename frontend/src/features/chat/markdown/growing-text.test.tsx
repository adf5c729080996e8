import { readFileSync } from "node:fs";

import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { GrowingText } from "./growing-text";
import { MarkdownText } from "./markdown";
import { makeReader } from "./read-part";

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

function written(text: string): string {
  const { container, unmount } = render(<MarkdownText text={text} />);
  const shown = page(container);
  unmount();
  return shown;
}

function streamed(text: string, step: number): string {
  const { container, rerender } = render(<MarkdownText text={text.slice(0, step)} />);
  for (let end = 2 * step; end < text.length + step; end += step) rerender(<MarkdownText text={text.slice(0, end)} />);
  return page(container);
}

/** One block for all of the text, of each kind that is cut inside, and what may come after it. */
const lines = (line: string, count = 24) =>
  Array.from({ length: count }, (_, at) => line.replaceAll("#", `${at}`)).join("");
const LONG_ITEM = `- The banner of page #${" hides it".repeat(30)}\n`;
const LONG: Record<string, string> = {
  "a flat list": lines("- The banner of **page #** hides the `button`.\n"),
  "a numbered list": lines("#. The [banner](https://example.com/#) of page #.\n"),
  "a nested list": lines("- The banner of page #\n  - hides the button\n    1. here\n    2. and there\n"),
  "a list that turns loose late": `${lines("- The banner of page #\n")}\n- one more\n- and one\n`,
  "a list with one gap": `${lines(LONG_ITEM, 3)}\n${lines(LONG_ITEM, 3)}`,
  "a list with one gap behind its first item": `${lines(LONG_ITEM, 1)}\n${lines(LONG_ITEM, 2)}`,
  "a list that is loose from its start": lines("- The banner of page #\n\n"),
  "a list with paragraphs in it": lines("* The banner of page #\n\n  hides it.\n"),
  "a list of things to do": `${lines("- The banner of page #\n")}${lines("- [x] did # of it\n")}`,
  "a list whose items go further in": lines("- page #\n - page #\n  - page #\n   - page #\n    - page #\n"),
  "a list with rules and other bullets": `${lines("- page # is long\n")}- - -\n${lines("- page # is long\n")}* another\n`,
  "a list with code in it": lines("- page #\n\n  ```js\n  const a = #;\n\n  ```\n"),
  "a list from right to left": lines("- 12 `a`\n", 40) + lines("- שלום #\n"),
  "a table": `| page | is |\n|:--|--:|\n${lines("| page # | **on** | too much |\n| # |\n")}`,
  "a table of numbers, then letters": `| 1 | 2 |\n|---|---|\n${lines("| # | 2 |\n", 40)}| שלום | b |\n${lines("| # | 2 |\n")}`,
  "a table that ends as a list": `| page | is |\n|---|---|\n${lines("| page # | on |\n")}- no row\n- nor this\n`,
  code: `\`\`\`css\n${lines(".page-# { display: flex; }\n\n  gap: 1px;\n")}\n\n\`\`\`\n`,
  "code in a longer fence": `~~~~ js\n${lines("~~~\nconst a# = `#`;\n\n\n")}~~~~\n`,
  "code that never ends": `\`\`\`\n${lines("const a# = 1;\n")}\n\n`,
  "a long paragraph": lines(
    "the banner of **page #** hides the `Continue` button of [it](https://example.com/#) and https://e.co/# too ",
  ),
  "paragraphs with what they lead to":
    lines("See [page #][#] and [it].\n\n[#]: https://example.com/#\n\n") + "\n[it]: /late\n",
  "links defined all at the end": `${lines("See [page #][p#], [p#] and ![so][ P# ].\n\n")}${lines("[p#]: /# 'page'\n")}`,
  "links defined all at the start": `${lines("[p#]: </#>\n")}\n${lines("- See [page #][p#]\n")}`,
  "links defined twice": lines("[it]: /#\n\nSee [it].\n\n```\n[code]: /no\n```\n\nAnd [code]\n[no]: /no\n\n"),
  "links defined in a quote": lines("See [page #][p#].\n\n> [p#]: /#\n\nIt\nis.\n"),
  "links defined over two lines": lines("See [page #][p#].\n\n[p#]:\n/#\n\nIt\nis.\n"),
  "a table with what it leads to": `[p1]: /first\n\n| [p1] | [p2] |\n|---|---|\n${lines("| [p1] # | [p2] and [p3] |\n")}\n[p2]: /2\n`,
  "a paragraph of lines": lines("the banner of page #  \nhides *the button*\n    of its header & more 3 * 4 [x\n"),
  "a paragraph of open marks": `${lines("the banner hides it ")}**${lines("and more of it ")}** [${lines("so it is ")}](/a) end`,
  "a paragraph of a mark around code": `Here **${lines("it hides `page #` and more of it ")}so** it is`,
  "a paragraph that becomes a heading": `${lines("the banner of page # ")}\n===\n`,
  "a paragraph that becomes a table": `${lines("the banner of page # ")}| a\n---|---\n1 | 2\n`,
  "a paragraph whose last line becomes a table": `${lines("the banner of page # ")}\nof # a | b\n---|---\n1 | 2\n`,
};

describe("a text that is being written", () => {
  it.each(Object.entries(LONG).flatMap(([name, text]) => [7, 40].map((step) => [name, step, text] as const)))(
    "looks at every moment as if it had come at once: %s, by %i",
    (_, step, text) => {
      const whole = `${text}\nThe end\nof it\nall.\n\n${text}`;
      const { container, rerender } = render(<MarkdownText text={whole.slice(0, step)} />);
      for (let end = step, look = 0; end < whole.length + step; end += step, look += 1) {
        rerender(<MarkdownText text={whole.slice(0, end)} />);
        const now = look % 31 === 0 || end >= whole.length;
        if (now) expect(page(container)).toBe(written(whole.slice(0, end)));
      }
    },
  );
  // Each line is long enough to be cut before it.
  const LONG_LINE = `${"const a = 1; ".repeat(16)}\n`;
  it.each([
    `${LONG_LINE}${LONG_LINE}\n`,
    `${LONG_LINE}\n${LONG_LINE}\n\n${LONG_LINE}`,
    `${"\n".repeat(230)}${LONG_LINE}\n`,
  ])("keeps the blank lines of code that comes letter by letter: %j", (code) => {
    const text = `\`\`\`\n${code}`;
    const { container, rerender } = render(<MarkdownText text="`" />);
    for (let end = 2; end <= text.length; end += 1) {
      rerender(<MarkdownText text={text.slice(0, end)} />);
      if (text[end - 1] === "\n" && end > 230) expect(page(container)).toBe(written(text.slice(0, end)));
    }
    expect(streamed(`${text}\`\`\`\n`, 1)).toBe(written(`${text}\`\`\`\n`));
  });
  it.each([1, 5, 12, 30])("leads at every moment where it would if it had come at once, by %i", (step) => {
    const text = "See [it] now.\n\n[it]: /there\n\nThe end\nof it\nall.\n\nMore [of]\nit\n\n[of]: /that\n\nso.\n";
    const { container, rerender } = render(<MarkdownText text={text.slice(0, step)} />);
    for (let end = step; end < text.length + step; end += step) {
      rerender(<MarkdownText text={text.slice(0, end)} />);
      expect(page(container)).toBe(written(text.slice(0, end)));
    }
  });
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

describe("what is read for each new word", () => {
  it.each(
    Object.keys(LONG).filter(
      (name) => !/open|around|gap|that|of lines|quote|two lines|numbers|right to left/.test(name),
    ),
  )("is a piece, however long it grew: %s", (name) => {
    const text = LONG[name]!.repeat(3);
    const growing = new GrowingText();
    const read = makeReader("a-", growing);
    const pieces: number[] = [];
    for (let end = 16; end < text.length; end += 16) {
      read(growing.parts(text.slice(0, end)).at(-1)!);
      pieces.push(growing.parts(text.slice(0, end)).at(-1)!.raw.length);
    }
    expect(text.length).toBeGreaterThan(1500);
    expect(Math.max(...pieces)).toBeLessThan(700);
  });
});

const texts = (growing: GrowingText, text: string) => growing.parts(text).map((part) => part.text);

describe("the parts of a growing text", () => {
  const TEXT = "One.\n\n| a | b |\n|---|---|\n";
  it("end before a block that has two whole lines, and not sooner", () => {
    const growing = new GrowingText();
    const half = "One.\n\n| a | b |\n|---|";
    growing.parts(half);
    growing.note(half, 6);
    expect(texts(growing, TEXT)).toEqual([TEXT]);
    growing.note(TEXT, 6);
    expect(texts(growing, `${TEXT}| 1`)).toEqual(["One.\n\n", "| a | b |\n|---|---|\n| 1"]);
  });
  it.each(["```\nif one in [1, 2]:\n  two[3:]: int\n```", "Nothing but [^a-z] and [a]: b.", "- [ ] open: [x]"])(
    "end there too after brackets that lead nowhere: %j",
    (before) => {
      const growing = new GrowingText();
      const text = `${before}\n\nMore\nlines\n`;
      growing.parts(before);
      growing.parts(text);
      growing.note(text, before.length + 2);
      expect(texts(growing, `${text}here`)).toEqual([`${before}\n\n`, "More\nlines\nhere"]);
    },
  );
  it.each(["[^a]: /b", "> - [^a\\]\n>   b]: /c", "1) [^note]: more"])("never end once a line is a note: %j", (line) => {
    const growing = new GrowingText();
    const text = `${line}\n\nMore\nlines\n`;
    growing.parts(line);
    growing.parts(text);
    growing.note(text, line.length + 2);
    expect(texts(growing, `${text}here`)).toEqual([`${text}here`]);
  });
  it("take no note of a text that is not the one that was read", () => {
    const growing = new GrowingText();
    growing.parts(TEXT);
    growing.note(`${TEXT}more`, 6);
    expect(texts(growing, `${TEXT}and`)).toEqual([`${TEXT}and`]);
  });
});
