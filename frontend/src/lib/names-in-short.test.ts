import { expect, it } from "vitest";

import { namesInShort } from "./names-in-short";

it.each([
  [[], ""],
  [["A"], "A"],
  [["A", "B"], "A and B"],
  [["A", "B", "C"], "A, B and C"],
  [["A", "B", "C", "D"], "A, B, C and 1 more"],
  [["A", "B", "C", ...Array.from({ length: 47 }, () => "D")], "A, B, C and 47 more"],
])("says three names at most, and how many there are besides", (names, words) => {
  expect(namesInShort(names)).toBe(words);
});
