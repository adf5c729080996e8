import { describe, expect, it } from "vitest";

import { isolated, visible, visibleJson } from "./outside-text";

const at = (code: number) => String.fromCodePoint(code);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, step) => from + step);
const UNSEEN = [
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
  0x200e,
  0x200f,
  0x061c,
  ...range(0x200b, 0x200d),
  ...range(0x2060, 0x2064),
  ...range(0x206a, 0x206f),
  0xfeff,
  0x00ad,
  0x034f,
  0x115f,
  0x1160,
  0x17b4,
  0x17b5,
  ...range(0x180b, 0x180f),
  0x3164,
  0xffa0,
  0xfe00,
  0xfe0e,
  0xfe0f,
  0xe0100,
  0xe01ef,
  0xe0000,
  0xe0001,
  0xe0041,
  0xe007f,
  0,
  1,
  7,
  8,
  0x0b,
  0x0c,
  0x0d,
  0x1b,
  0x7f,
  0x80,
  0x85,
  0x9f,
  0x2028,
  0x2029,
  0x2800,
  0xe000,
  0xf8ff,
  0xf0000,
  0x10fffd,
  0xfff9,
  0xfffb,
  0xffff,
  0x1d173,
  0x1bca0,
  0xd800,
  0xdfff,
];

describe("text from outside", () => {
  it.each(UNSEEN)("shows the unseen character %i as a mark, in a line, in a text and in JSON", (code) => {
    const name = code.toString(16).toUpperCase().padStart(4, "0");
    expect(visible(`a${at(code)}b`)).toBe(`a⟨U+${name}⟩b`);
    expect(visible(`a${at(code)}b`, "text")).toBe(`a⟨U+${name}⟩b`);
    expect(visible(`a${at(code)}b`, "prose")).toBe(`a⟨U+${name}⟩b`);
    const json = visibleJson(JSON.stringify(`a${at(code)}b`));
    expect(json).toMatch(/^"[\x20-\x7e]*"$/);
    expect(JSON.parse(json)).toBe(`a${at(code)}b`);
  });
  it.each([
    "Grüße, Ærøskøbing",
    "日本語",
    "שלום",
    "مرحبا ١٢٣",
    "e\u0301",
    "\u0600\u0661",
    "a b",
    "½ ⟨x⟩",
    "👍🏽",
    "❤️",
    "👩‍👩‍👧",
    "1️⃣",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "🇩🇪",
    "می\u200cخواهم",
    "ක්\u200dෂ",
  ])("leaves %s as it is", (text) => {
    expect(visible(text)).toBe(text);
    expect(visible(text, "text")).toBe(text);
  });
  it.each([
    ["a joiner between letters", "pay\u200dpal", "pay⟨U+200D⟩pal"],
    ["a non-joiner between Latin letters", "pay\u200cpal", "pay⟨U+200C⟩pal"],
    ["a joiner between an emoji and a letter", "👍\u200dx", "👍⟨U+200D⟩x"],
    ["a selector that belongs to no emoji", "a\ufe0f", "a⟨U+FE0F⟩"],
    ["a flag whose tags spell something else", "🏴\u{e0061}\u{e0062}", "🏴⟨U+E0061⟩⟨U+E0062⟩"],
    [
      "a hidden sentence of tags",
      "x\u{e0061}\u{e0062}\u{e0063}\u{e0064}\u{e0065}\u{e0066}",
      "x⟨U+E0061⟩⟨5 more unseen⟩",
    ],
  ])("marks %s", (_, text, shown) => {
    expect(visible(text, "text")).toBe(shown);
  });
  it("keeps the lines, tabs and blanks of a text, but of no line", () => {
    for (const text of ["a\nb", "a\r\nb", "a\tb", "a\n\n  b", "a\u00a0b", "a  b"])
      expect(visible(text, "text")).toBe(text);
    expect(visible("a\nb\tc\u00a0d\u3000e")).toBe("a⟨U+000A⟩b⟨U+0009⟩c⟨U+00A0⟩d⟨U+3000⟩e");
    expect(visible("a  b")).toBe("a⟨2 spaces⟩b");
  });
  it("leaves the blank space of prose as it is, wherever it stands", () => {
    const blank = `\n\n  a${" ".repeat(80)}b${"\n".repeat(9)}\tc \r\n`;
    expect(visible(blank, "prose")).toBe(blank);
  });
  it.each([
    ["at the end", `a${" ".repeat(3)}`, "a⟨3 spaces⟩"],
    ["at the start", "\n\na", "⟨2 line breaks⟩a"],
    ["between lines", `a${"\n".repeat(200)}b`, "a\n⟨200 line breaks⟩\nb"],
    ["between lines, with spaces in them", `a${" \n".repeat(200)}b`, "a\n⟨200 line breaks⟩\nb"],
    ["in a line", `a${" ".repeat(500)}b`, "a⟨500 spaces⟩b"],
    ["of other kinds", `a${"\u3000".repeat(500)}b`, "a⟨500 spaces⟩b"],
    ["alone", "   ", "⟨3 spaces⟩"],
  ])("counts the blank space %s", (_, text, shown) => {
    expect(visible(text, "text")).toBe(shown);
  });
  it("is quick with much blank space", () => {
    const start = performance.now();
    visible(`${" \n\t".repeat(200_000)}x`.repeat(2), "text");
    expect(performance.now() - start).toBeLessThan(2000);
  });
  it("keeps apart what runs from right to left", () => {
    expect(isolated("Acme")).toBe("Acme");
    expect(isolated("שלום")).toBe("\u2068שלום\u2069");
    expect(isolated("a\u202eb")).toBe("a⟨U+202E⟩b");
  });
});
