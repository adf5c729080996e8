import { describe, expect, it } from "vitest";

import { readExact, writeExact } from "./exact-json";

describe("JSON with exact numbers", () => {
  it.each([
    "9007199254740993",
    "-123456789012345678901234567890",
    "0.1000000000000000055",
    "1e400",
    "1.0",
    "1",
    "-0",
    "-0.0",
    '[9007199254740993,{"a":1.50}]',
    '{"__proto__":{"a":1},"constructor":2}',
    '"9007199254740993"',
    "true",
    "null",
  ])("keeps %s", (text) => expect(writeExact(readExact(text))).toBe(text));
  it("also writes plain values", () => {
    expect(writeExact({ decision: "allow_once", arguments: { n: readExact("1.0") }, reason: undefined })).toBe(
      '{"decision":"allow_once","arguments":{"n":1.0}}',
    );
  });
  it("refuses a key that stands twice", () => {
    expect(() => readExact('{"to":"mia","to":"eve"}')).toThrow(SyntaxError);
  });
});
