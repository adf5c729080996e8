import { describe, expect, it } from "vitest";

import { chartPoint, chartSeries } from "@/testing/charts";

import { drawing } from "./drawing";

const RANGE = { low: "4.0", high: "5.60" };
const points = [
  chartPoint("2024-05-03", "6.40", RANGE),
  chartPoint("2025-05-03", "5.90", RANGE),
  chartPoint("2026-05-03", "5.70", { low: "4.0", high: "5.70" }),
];

describe("the drawing", () => {
  it("stands on a real axis of time: a year is as wide as a year", () => {
    const [line] = drawing([chartSeries(points)], 700).lines;
    const [first, second, third] = line!.marks.map((mark) => mark.x);
    expect(third! - second!).toBeCloseTo(second! - first!, 5);
  });
  it("puts larger values higher, within the plot", () => {
    const { lines, plot } = drawing([chartSeries(points)], 700);
    const heights = lines[0]!.marks.map((mark) => mark.y);
    expect(heights[0]).toBeLessThan(heights[1]!);
    for (const y of heights) expect(y).toSatisfy((at: number) => at >= plot.top && at <= plot.bottom);
  });
  it("writes values as they are written, with their comparator", () => {
    const [line] = drawing(
      [chartSeries([chartPoint("2026-01-01", "7.10"), chartPoint("2026-03-01", "0.50", { comparator: "<" })])],
      700,
    ).lines;
    expect(line!.marks.map((mark) => mark.label?.text)).toEqual(["7.10", "<0.50"]);
  });
  it("has one band for values with the same range, and another where it changes", () => {
    const { lines, plot } = drawing([chartSeries(points)], 700);
    const [line] = lines;
    expect(line!.bands).toHaveLength(2);
    const [one, other] = line!.bands;
    expect(one!.x).toBe(plot.left);
    expect(other!.x).toBeCloseTo((line!.marks[1]!.x + line!.marks[2]!.x) / 2, 5);
    expect(other!.x + other!.width).toBeCloseTo(plot.right, 5);
    expect(other!.y).toBeLessThan(one!.y);
  });
  it("has a band to the edge where a range is open, and none where there is no range", () => {
    const { lines, plot } = drawing(
      [chartSeries([chartPoint("2026-01-01", "70", { low: "60" }), chartPoint("2026-02-01", "71")])],
      700,
    );
    const [line] = lines;
    expect(line!.bands).toHaveLength(1);
    expect(line!.bands[0]!.y).toBe(plot.top);
    expect(line!.bands[0]!.y + line!.bands[0]!.height).toBeLessThan(plot.bottom);
  });
  it.each([260, 330, 700])("writes no text over another at %s px, and always the newest value", (width) => {
    const many = Array.from({ length: 60 }, (_, index) =>
      chartPoint(new Date(Date.UTC(2024, index, 5)).toISOString().slice(0, 10), (5 + (index % 7) / 10).toFixed(2)),
    );
    const { lines } = drawing([chartSeries(many)], width);
    const labels = lines[0]!.marks.flatMap((mark) => (mark.label ? [mark.label] : []));
    expect(lines[0]!.marks.at(-1)!.label).not.toBeNull();
    labels.forEach((one, index) =>
      labels.slice(index + 1).forEach((other) => {
        expect(Math.abs(one.x - other.x) > 20 || Math.abs(one.y - other.y) > 12).toBe(true);
      }),
    );
  });
  it("says how long the month or year is that a value may stand in, within the plot", () => {
    const year = chartPoint("2024-07-02", "5.1", { precision: "year" });
    const period = chartPoint("2025-09-01", "5.2", { precision: "period" });
    const month = chartPoint("2025-05-16", "5.3", { precision: "month" });
    const { lines, plot } = drawing([chartSeries([year, month, period, chartPoint("2026-05-08", "5")])], 700);
    const found = lines[0]!.marks.map(({ about }) => about && about.to - about.from);
    expect(found.map((width) => width && Math.round(width))).toEqual([
      expect.any(Number),
      expect.any(Number),
      22,
      null,
    ]);
    expect(found[0]).toBeGreaterThan(100);
    expect(lines[0]!.marks[0]!.about!.from).toBe(plot.left);
  });
  it("says that hours are those of UTC, and only then", () => {
    const at = (hour: string) => chartPoint("2026-05-08", "5", { at: `2026-05-08T${hour}:00:00Z`, precision: "time" });
    expect(drawing([chartSeries([at("06"), at("18")])], 700).inHours).toBe(true);
    expect(drawing([chartSeries(points)], 700).inHours).toBe(false);
  });
  it("draws a single value, and values at the same moment", () => {
    const { lines, timeTicks, valueTicks } = drawing([chartSeries([chartPoint("2026-05-08", "7.10")])], 320);
    expect([lines[0]!.marks.length, timeTicks.length > 0, valueTicks.length > 1]).toEqual([1, true, true]);
    const twice = drawing([chartSeries([chartPoint("2026-05-08", "7.10"), chartPoint("2026-05-08", "7.20")])], 320);
    expect(twice.lines[0]!.marks.every((mark) => Number.isFinite(mark.x) && Number.isFinite(mark.y))).toBe(true);
  });
});
