// @vitest-environment jsdom
import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { LONGEST, ownPath } from "./own-path";

/** The same table as the server's own test of it. */
const TABLE = JSON.parse(readFileSync("../tests/own_paths.json", "utf8")) as { own: string[]; foreign: string[] };

describe("an address that somebody else wrote", () => {
  it.each(TABLE.own)("is kept when it is a path of ours: %j", (value) => {
    expect(ownPath(value, "/profile")).toBe(value);
    expect(new URL(value, window.location.origin).pathname.startsWith("//")).toBe(false);
  });
  it.each(TABLE.foreign)("becomes the fallback when it is not: %j", (value) => {
    expect(ownPath(value, "/profile")).toBe("/profile");
  });
  it.each([undefined, null, 3, true, ["/o/acme"], { href: "/o/acme" }, new URL("https://evil.example")])(
    "becomes the fallback when it is no text",
    (value) => {
      expect(ownPath(value)).toBe("/");
    },
  );
  it("becomes the fallback when it is very long", () => {
    expect(ownPath("/".padEnd(LONGEST, "a"))).toHaveLength(LONGEST);
    expect(ownPath("/".padEnd(LONGEST + 1, "a"))).toBe("/");
  });
});
