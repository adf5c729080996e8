/** Where values and times stand in a chart, and which marks its axes get. Nothing here is shown as a value. */

export interface Scale {
  from: number;
  to: number;
  place: (value: number) => number;
}

export interface Tick {
  at: number;
  label: string;
}

/** From numbers to pixels; what is only one number stands in the middle. */
export function scale(from: number, to: number, start: number, end: number): Scale {
  const place = (value: number) =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);
  return { from, to, place };
}

/** The axis of values: round steps around all of them, and nothing below zero where no value is. */
export function valueAxis(values: number[], most = 5): { from: number; to: number; ticks: Tick[] } {
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const room = highest - lowest || Math.abs(highest) * 0.2 || 1;
  const step = roundStep(room / most);
  const least = Math.floor((lowest - room * 0.08) / step) * step;
  const from = lowest >= 0 ? Math.max(0, least) : least;
  const to = Math.ceil((highest + room * 0.08) / step) * step;
  const steps = Math.round((to - from) / step);
  const ticks = Array.from({ length: steps + 1 }, (_, index) => from + index * step);
  return { from, to, ticks: ticks.map((at) => ({ at, label: inSteps(at, step) })) };
}

/** 1, 2 or 5 times a power of ten, not smaller than this. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((times) => times * power >= least * 0.999) ?? 10) * power;
}

/** With as many decimals as the step has. */
function inSteps(value: number, step: number): string {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (decimals > 8 || Math.abs(value) >= 1e12) return value.toExponential(2);
  return (value === 0 ? 0 : value).toFixed(decimals).replace(/^-(0(\.0+)?)$/, "$1");
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The ends of the axis of time: some room around the first and the last moment. */
export function timeSpan(moments: number[]): { from: number; to: number } {
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  const room = (last - first) * 0.04 || 15 * DAY;
  return { from: first - room, to: last + room };
}

/** Whether the marks of these ends are hours, which are those of UTC. */
export const hasHours = (from: number, to: number, most: number) => (to - from) / (12 * HOUR) <= most;

/** Where years, months, days or hours begin (UTC), whichever gives at most so many marks. */
export function timeTicks(from: number, to: number, most: number): Tick[] {
  for (const hours of [1, 3, 6, 12]) {
    if ((to - from) / (hours * HOUR) <= most) return every(from, to, hours * HOUR, hourLabel);
  }
  for (const days of [1, 2, 7, 14]) {
    if ((to - from) / (days * DAY) <= most) return every(from, to, days * DAY, dayLabel);
  }
  for (const months of [1, 2, 3, 6, 12, 24, 60, 120, 300, 600, 1200]) {
    if ((to - from) / (months * 30.44 * DAY) <= most) return monthly(from, to, months);
  }
  return [];
}

function every(from: number, to: number, step: number, label: (at: number) => string): Tick[] {
  const first = Math.ceil(from / step) * step;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step).map((at) => ({ at, label: label(at) }));
}

function monthly(from: number, to: number, step: number): Tick[] {
  const begins = new Date(from);
  const ticks: Tick[] = [];
  let month = Math.floor((begins.getUTCFullYear() * 12 + begins.getUTCMonth()) / step) * step;
  for (; ; month += step) {
    const at = new Date(0).setUTCFullYear(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, label: monthLabel(at, step) });
  }
}

const hourLabel = (at: number) => `${dayLabel(at)} ${String(new Date(at).getUTCHours()).padStart(2, "0")}:00`;

function dayLabel(at: number): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

function monthLabel(at: number, step: number): string {
  const date = new Date(at);
  const year = String(date.getUTCFullYear());
  return step >= 12 ? year : `${MONTHS[date.getUTCMonth()]} ${year}`;
}
