import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { saysNothing } from "./says-nothing";

/** The same table as the server's own test (tests/organizations/test_says_nothing.py). */
const TABLE = JSON.parse(readFileSync("../tests/invisible_texts.json", "utf8")) as { empty: string[]; said: string[] };
const codes = (text: string) => [...text].map((one) => one.codePointAt(0)?.toString(16)).join(" ");

describe("a text", () => {
  it.each(TABLE.empty.map((text) => [codes(text), text]))("says nothing when nobody sees it: %s", (_codes, text) => {
    expect(saysNothing(text)).toBe(true);
  });
  it.each(TABLE.said.map((text) => [codes(text), text]))(
    "says something when anything is drawn: %s",
    (_codes, text) => {
      expect(saysNothing(text)).toBe(false);
    },
  );
});
