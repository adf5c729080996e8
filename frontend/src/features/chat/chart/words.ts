/** What a chart says in words, for those who do not see it, and in its table. */
import { visible } from "@/lib/outside-text";
import type { ChartPoint, ChartSeries } from "@/types/api";

/** Where a value lies, in the words of the legend. */
export const SIDES: Record<string, string> = { low: "Below its range", high: "Above its range" };

const WRITTEN: Partial<Record<ChartPoint["precision"], string>> = {
  month: "only the month was written",
  year: "only the year was written",
  period: "measured over a period",
};

/** Whether it stands at a moment that nobody wrote. */
export const isAbout = (point: ChartPoint) => point.precision in WRITTEN;

/** What a date leaves open. */
export const openWords = (point: ChartPoint) => WRITTEN[point.precision] ?? "";

/** The date as it was written, and what it leaves open. */
export const dateWords = (point: ChartPoint) =>
  [visible(point.date), openWords(point) && `(${openWords(point)})`].filter(Boolean).join(" ");

/** What the service and its range say of a value. */
export const readingWords = (point: ChartPoint) =>
  [
    SIDES[point.outside],
    visible(point.interpretation),
    point.status !== "final" && `status ${visible(point.status || "not given")}`,
  ]
    .filter(Boolean)
    .join(" · ");

/** One value with everything, in one line. */
export const pointWords = (point: ChartPoint) =>
  [dateWords(point), visible(point.shown), point.range && `range ${visible(point.range)}`, readingWords(point)]
    .filter(Boolean)
    .join(" · ");

/** What a picture shows, for those who do not see it. */
export function pictureWords(series: ChartSeries[]): string {
  const told = series.map(({ name, unit, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return "";
    const head = `${visible(name)}${unit && ` in ${visible(unit)}`}: `;
    if (points.length === 1) return `${head}one value, ${pointWords(first)}.`;
    const outside = points.filter((point) => point.outside).length;
    const ends = `the first ${visible(first.shown)}, ${dateWords(first)}, the last ${visible(last.shown)}, ${dateWords(last)}`;
    return `${head}${points.length} values, ${ends}${outside ? `, ${outside} outside of their range` : ""}.`;
  });
  return ["Chart.", ...told, "The table has every value."].filter(Boolean).join(" ");
}

/** Series that are drawn together: those in one unit. */
export function panels(series: ChartSeries[]): ChartSeries[][] {
  const found = new Map<string, ChartSeries[]>();
  for (const one of series) found.set(one.unit, [...(found.get(one.unit) ?? []), one]);
  return [...found.values()];
}
