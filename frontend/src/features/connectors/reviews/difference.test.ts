import { describe, expect, it } from "vitest";

import { differenceOfLines, differenceOfWords, type Part } from "./difference";

const before = (parts: Part[]) => parts.map((part) => ("same" in part ? part.same : part.removed)).join("");
const after = (parts: Part[]) => parts.map((part) => ("same" in part ? part.same : part.added)).join("");

describe("a difference", () => {
  it.each([
    ["", "", []],
    ["one two", "one two", [{ same: "one two" }]],
    ["", "new", [{ removed: "", added: "new" }]],
    ["old", "", [{ removed: "old", added: "" }]],
    ["send a file", "send your files", [{ same: "send " }, { removed: "a file", added: "your files" }]],
    [
      "Reads notes.",
      "Reads and sends notes.",
      [{ same: "Reads " }, { removed: "", added: "and sends " }, { same: "notes." }],
    ],
    ["a-b", "a+b", [{ same: "a" }, { removed: "-", added: "+" }, { same: "b" }]],
    ["line\nline", "line\n\nline", [{ same: "line" }, { removed: "\n", added: "\n\n" }, { same: "line" }]],
    ["日本 x", "日本 y", [{ same: "日本 " }, { removed: "x", added: "y" }]],
  ] as [string, string, Part[]][])("by words from %j to %j", (one, other, parts) => {
    expect(differenceOfWords(one, other)).toEqual(parts);
  });

  it("by lines keeps the lines that both have", () => {
    expect(differenceOfLines('{\n  "a": 1\n}', '{\n  "a": 2,\n  "b": 1\n}')).toEqual([
      { same: "{\n" },
      { removed: '  "a": 1\n', added: '  "a": 2,\n  "b": 1\n' },
      { same: "}" },
    ]);
  });

  it("loses nothing of either text, whatever they are", () => {
    let seed = 7;
    const random = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % most;
    const text = () =>
      Array.from({ length: random(14) }, () => ["a", "b ", " ", "\n", "é", "⟨U+200B⟩", "😀", "x.y"][random(8)]).join(
        "",
      );
    for (let round = 0; round < 500; round++) {
      const [one, other] = [text(), text()];
      for (const parts of [differenceOfWords(one, other), differenceOfLines(one, other)]) {
        expect([before(parts), after(parts)]).toEqual([one, other]);
      }
    }
  });

  it("of texts that are too long to compare is what stands between their first and last difference", () => {
    const many = (word: string) => Array.from({ length: 6_000 }, (_, index) => `${word}${index}`).join(" ");
    const parts = differenceOfWords(`same ${many("a")} end`, `same ${many("b")} end`);
    expect(parts.length).toBe(3);
    expect([before(parts).startsWith("same a0"), after(parts).endsWith("b5999 end")]).toEqual([true, true]);
  });
});
