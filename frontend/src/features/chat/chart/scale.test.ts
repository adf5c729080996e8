import { describe, expect, it } from "vitest";

import { scale, timeSpan, timeTicks, valueAxis } from "./scale";

const at = (text: string) => Date.parse(text);
const labels = (from: string, to: string, most = 6) => timeTicks(at(from), at(to), most).map((tick) => tick.label);

describe("the scale", () => {
  it("places numbers between its ends, also upside down", () => {
    expect(scale(0, 10, 0, 100).place(2.5)).toBe(25);
    expect(scale(0, 10, 100, 0).place(2.5)).toBe(75);
  });
  it("places the only number in the middle", () => {
    expect(scale(5, 5, 0, 100).place(5)).toBe(50);
  });
});

describe("the axis of values", () => {
  it.each([
    [
      [5.7, 6.4],
      ["5.6", "5.8", "6.0", "6.2", "6.4", "6.6"],
    ],
    [[7.1], ["6.5", "7.0", "7.5"]],
    [
      [79, 121],
      ["70", "80", "90", "100", "110", "120", "130"],
    ],
    [[0], ["0.0", "0.2"]],
    [
      [0.2, 12],
      ["0", "5", "10", "15"],
    ],
    [
      [-1, 1],
      ["-1.5", "-1.0", "-0.5", "0.0", "0.5", "1.0", "1.5"],
    ],
    [[1e-5, 2e-5], []],
    [[1e15, 3e15], []],
  ])("has round steps around %s, each with a mark of its own", (values, expected) => {
    const { ticks, from, to } = valueAxis(values);
    expect(from).toBeLessThanOrEqual(Math.min(...values));
    expect(to).toBeGreaterThanOrEqual(Math.max(...values));
    const found = ticks.map((tick) => tick.label);
    expect(new Set(found).size).toBe(ticks.length);
    expect(ticks.length).toBeLessThanOrEqual(9);
    if (expected.length) expect(found).toEqual(expected);
  });
});

describe("the axis of time", () => {
  it("has room around the first and the last moment, and around the only one", () => {
    const { from, to } = timeSpan([at("2026-01-01"), at("2026-01-26")]);
    expect([from, to]).toEqual([at("2025-12-31"), at("2026-01-27")]);
    const alone = timeSpan([at("2026-05-16")]);
    expect(alone.to - alone.from).toBe(30 * 86_400_000);
  });
  it.each([
    ["2024-04-01", "2026-06-01", ["Jul 2024", "Jan 2025", "Jul 2025", "Jan 2026"]],
    ["2014-04-01", "2026-06-01", ["2015", "2020", "2025"]],
    ["2026-01-05", "2026-03-01", ["15 Jan", "29 Jan", "12 Feb", "26 Feb"]],
    [
      "2026-05-08T06:00:00Z",
      "2026-05-08T20:00:00Z",
      ["8 May 06:00", "8 May 09:00", "8 May 12:00", "8 May 15:00", "8 May 18:00"],
    ],
  ])("marks where something begins between %s and %s", (from, to, expected) => {
    const found = labels(from, to);
    expect(found.length).toBeLessThanOrEqual(7);
    expect(found).toEqual(expected);
  });
  it("is a real scale: a month is a month wherever it lies", () => {
    const ticks = timeTicks(at("2026-01-01"), at("2026-06-01"), 6);
    expect(ticks.map((tick) => new Date(tick.at).toISOString().slice(0, 10))).toEqual([
      "2026-01-01",
      "2026-02-01",
      "2026-03-01",
      "2026-04-01",
      "2026-05-01",
      "2026-06-01",
    ]);
  });
  it("ends for whatever was written", () => {
    expect(labels("0001-01-01", "9999-01-01").length).toBeLessThanOrEqual(10);
    expect(labels("1900-01-01", "2026-01-01", 3)).toEqual(["1900", "1950", "2000"]);
  });
});
