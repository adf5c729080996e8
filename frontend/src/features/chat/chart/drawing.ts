/** What a panel of the chart draws, worked out of values, in pixels. The values' texts stay as they were written. */
import type { ChartPoint, ChartSeries } from "@/types/api";

import { hasHours, scale, type Tick, timeSpan, timeTicks, valueAxis } from "./scale";

export interface Mark {
  point: ChartPoint;
  x: number;
  y: number;
  /** Comparator and number, where there is room for it. */
  label: { text: string; x: number; y: number } | null;
  /** Where it may stand as well: the whole month or year that was written. */
  about: { from: number; to: number } | null;
}

/** A value's own reference range, from halfway to the value before to halfway to the next. */
export interface Band {
  x: number;
  width: number;
  y: number;
  height: number;
}

export interface Line {
  series: ChartSeries;
  marks: Mark[];
  bands: Band[];
}

export interface Drawing {
  width: number;
  height: number;
  plot: { left: number; right: number; top: number; bottom: number };
  lines: Line[];
  valueTicks: (Tick & { y: number })[];
  timeTicks: (Tick & { x: number })[];
  /** The marks of time are hours of UTC. */
  inHours: boolean;
}

const HEIGHT = 232;
const CHARACTER = 6.6;
const LABEL_HEIGHT = 14;
const [TOP, BOTTOM, RIGHT] = [28, 26, 16];
/** A mark of the axis of time needs so much, "28 May 12:00" and air. */
const TICK_WIDTH = 96;

/** All series of one unit, in a picture of this width. */
export function drawing(series: ChartSeries[], width: number): Drawing {
  const points = series.flatMap((one) => one.points);
  const numbers = points.flatMap((point) => [point.value, point.low, point.high].filter(Boolean).map(Number));
  const axis = valueAxis(numbers);
  const left = 14 + Math.max(...axis.ticks.map((tick) => tick.label.length)) * CHARACTER;
  const plot = { left, right: width - RIGHT, top: TOP, bottom: HEIGHT - BOTTOM };
  const span = timeSpan(points.map(moment));
  const x = scale(span.from, span.to, plot.left, plot.right);
  const y = scale(axis.from, axis.to, plot.bottom, plot.top);
  const unlabelled = series.map((one) => ({
    series: one,
    marks: one.points.map((point) => ({
      point,
      x: x.place(moment(point)),
      y: y.place(Number(point.value)),
      label: null,
      about: aboutOf(point, x.place, plot),
    })),
    bands: [] as Band[],
  }));
  const most = Math.max(2, Math.floor((plot.right - plot.left) / TICK_WIDTH));
  return {
    width,
    height: HEIGHT,
    plot,
    lines: withLabels(unlabelled, plot).map((line) => ({ ...line, bands: bands(line.marks, plot, y.place) })),
    valueTicks: axis.ticks.map((tick) => ({ ...tick, y: y.place(tick.at) })),
    inHours: hasHours(span.from, span.to, most),
    timeTicks: timeTicks(span.from, span.to, most).map((tick) => ({ ...tick, x: x.place(tick.at) })),
  };
}

/** Half of a month, half of a year; of a period nobody knows here how long it was. */
const HALVES: Partial<Record<ChartPoint["precision"], number>> = { period: 0, month: 15.2, year: 182.6 };
const LEAST_ABOUT = 11;

function aboutOf(point: ChartPoint, place: (moment: number) => number, plot: Drawing["plot"]): Mark["about"] {
  const days = HALVES[point.precision];
  if (days === undefined) return null;
  const [at, around] = [moment(point), days * 86_400_000];
  const middle = place(at);
  return {
    from: Math.max(plot.left, Math.min(middle - LEAST_ABOUT, place(at - around))),
    to: Math.min(plot.right, Math.max(middle + LEAST_ABOUT, place(at + around))),
  };
}

const moment = (point: ChartPoint) => Date.parse(point.at);

export const labelOf = (point: ChartPoint) => `${point.comparator}${point.value}`;

/** One band for each stretch of values with the same range; an open end goes to the edge of the plot. */
function bands(marks: Mark[], plot: Drawing["plot"], place: (value: number) => number): Band[] {
  const found: (Band & { of: string })[] = [];
  marks.forEach(({ point, x }, index) => {
    const [before, after] = [marks[index - 1], marks[index + 1]];
    const start = before ? (before.x + x) / 2 : plot.left;
    const end = after ? (after.x + x) / 2 : plot.right;
    if (!point.low && !point.high) return;
    const of = `${point.low} ${point.high}`;
    const last = found.at(-1);
    if (last && last.of === of && Math.abs(last.x + last.width - start) < 0.01) {
      last.width = end - last.x;
      return;
    }
    const top = point.high ? place(Number(point.high)) : plot.top;
    const bottom = point.low ? place(Number(point.low)) : plot.bottom;
    found.push({ of, x: start, width: end - start, y: top, height: Math.max(1, bottom - top) });
  });
  return found.map(({ x, width, y, height }) => ({ x, width, y, height }));
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/**
 * Values are written beside their marks as long as no text meets another or a mark: the newest first, which is written in
 * any case, then the oldest, what is outside, and the others.
 */
function withLabels(lines: Line[], plot: Drawing["plot"]): Line[] {
  const marks = lines.flatMap((line) => line.marks);
  const taken: Box[] = marks.map(({ x, y }) => ({ left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 }));
  const labels = new Map<Mark, Mark["label"]>();
  const newest = new Set(lines.map((line) => line.marks.at(-1)));
  const oldest = new Set(lines.map((line) => line.marks[0]));
  const rank = (mark: Mark) => (newest.has(mark) ? 0 : oldest.has(mark) ? 1 : mark.point.outside ? 2 : 3);
  for (const mark of marks.toReversed().sort((one, other) => rank(one) - rank(other))) {
    const text = labelOf(mark.point);
    const half = (text.length * CHARACTER) / 2 + 2;
    const x = Math.min(Math.max(mark.x, plot.left + half), plot.right + RIGHT - half);
    const places = [mark.y - 11, mark.y + 21].map((y) => ({ x, y }));
    const free = places.find((place) => isFree(boxOf(place, half), taken, plot));
    const chosen = free ?? (newest.has(mark) ? places[0] : undefined);
    if (!chosen) continue;
    taken.push(boxOf(chosen, half));
    labels.set(mark, { text, ...chosen });
  }
  return lines.map((line) => ({
    ...line,
    marks: line.marks.map((mark) => ({ ...mark, label: labels.get(mark) ?? null })),
  }));
}

const boxOf = ({ x, y }: { x: number; y: number }, half: number): Box => ({
  left: x - half,
  right: x + half,
  top: y - LABEL_HEIGHT + 3,
  bottom: y + 3,
});

const isFree = (box: Box, taken: Box[], plot: Drawing["plot"]) =>
  box.bottom <= plot.bottom + 2 && !taken.some((other) => meets(box, other));

const meets = (one: Box, other: Box) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
