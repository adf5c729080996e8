import { describe, expect, it } from "vitest";

import { previousOf } from "./undo";

const version = (number: number, restores: number | null = null) => ({
  number,
  restores,
  by: "person" as const,
  created_at: "2026-11-28T10:00:00Z",
});

describe("the version to go back to", () => {
  it.each([
    ["none before the first", [version(1)], null],
    ["the one before", [version(2), version(1)], 1],
    ["none after everything was taken back", [version(3, 1), version(2), version(1)], null],
    ["the one before the restored one", [version(4, 2), version(3), version(2), version(1)], 1],
    ["the restored one after a new change", [version(4), version(3, 1), version(2), version(1)], 3],
    ["through one that restored a restored one", [version(5, 3), version(4), version(3, 2), version(2), version(1)], 1],
    ["nothing where the history is cut", [version(60, 2), version(59)], null],
  ])("is %s", (_, versions, expected) => {
    expect(previousOf(versions)).toBe(expected);
  });
});
