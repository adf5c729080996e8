import { type RefObject, useLayoutEffect, useRef, useState } from "react";

import { classNames } from "@/lib/class-names";
import { visible } from "@/lib/outside-text";
import type { ChartPoint, ChartSeries } from "@/types/api";

import styles from "./chart.module.css";
import { drawing, type Drawing, type Line, type Mark } from "./drawing";
import { pictureWords, pointWords } from "./words";

const FIRST_WIDTH = 640;
const LEAST_WIDTH = 240;

/** The series of one unit as lines, drawn as wide as there is room: text keeps its size. */
export function Picture({ series }: { series: ChartSeries[] }) {
  const room = useRef<HTMLDivElement>(null);
  const width = useWidth(room);
  const drawn = drawing(series, width);
  return (
    <div ref={room} className={styles.room}>
      <svg
        className={styles.picture}
        width={width}
        height={drawn.height}
        viewBox={`0 0 ${width} ${drawn.height}`}
        role="img"
        aria-label={pictureWords(series)}
      >
        <Axes drawn={drawn} unit={series[0]?.unit ?? ""} />
        {drawn.lines.map((line, index) => (
          <Bands key={index} line={line} />
        ))}
        {drawn.lines.map((line, index) => (
          <LineOf key={index} line={line} index={index} />
        ))}
      </svg>
    </div>
  );
}

function useWidth(room: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(FIRST_WIDTH);
  useLayoutEffect(() => {
    const element = room.current;
    if (!element) return;
    const look = () => element.clientWidth && setWidth(Math.max(LEAST_WIDTH, element.clientWidth));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, [room]);
  return width;
}

function Axes({ drawn, unit }: { drawn: Drawing; unit: string }) {
  const { plot } = drawn;
  return (
    <g aria-hidden>
      <text className={styles.unit} x={2} y={12}>
        {unit ? visible(unit) : "no unit"}
        {drawn.inHours && " · hours in UTC"}
      </text>
      {drawn.valueTicks.map((tick) => (
        <g key={tick.at}>
          <line className={styles.grid} x1={plot.left} x2={plot.right} y1={tick.y} y2={tick.y} />
          <text className={styles.tick} x={plot.left - 8} y={tick.y + 4} textAnchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      {drawn.timeTicks.map((tick) => (
        <g key={tick.at}>
          <line className={styles.axis} x1={tick.x} x2={tick.x} y1={plot.bottom} y2={plot.bottom + 5} />
          <text className={styles.tick} x={tick.x} y={plot.bottom + 19} textAnchor={anchorOf(tick.x, drawn)}>
            {tick.label}
          </text>
        </g>
      ))}
      <line className={styles.axis} x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} />
    </g>
  );
}

/** A date at the picture's end stays within it. */
function anchorOf(x: number, { width }: Drawing): "start" | "middle" | "end" {
  if (x > width - 32) return "end";
  return x < 32 ? "start" : "middle";
}

function Bands({ line }: { line: Line }) {
  return line.bands.map(({ x, y, width, height }) => (
    <rect key={x} className={styles.band} x={x} y={y} width={width} height={height} />
  ));
}

/** Every other line has a colour, a stroke and marks of its own. */
export const isOther = (index: number) => index % 2 === 1;

function LineOf({ line, index }: { line: Line; index: number }) {
  return (
    <g className={classNames(styles.line, isOther(index) && styles.other)}>
      {line.marks.slice(1).map((mark, before) => (
        <Stretch key={before} from={line.marks[before]} to={mark} />
      ))}
      {line.marks.map((mark, place) => (
        <MarkOf key={place} mark={mark} other={isOther(index)} />
      ))}
    </g>
  );
}

/** From value to value. Where one of them is only a bound, the way there is not known: dots. */
function Stretch({ from, to }: { from: Mark | undefined; to: Mark }) {
  if (!from) return null;
  const isOpen = Boolean(from.point.comparator || to.point.comparator);
  return (
    <line className={classNames(styles.stretch, isOpen && styles.open)} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
  );
}

function MarkOf({ mark, other }: { mark: Mark; other: boolean }) {
  const { point, x, y, label, about } = mark;
  return (
    <g className={classNames(styles.mark, point.outside && styles.outside)}>
      <title>{pointWords(point)}</title>
      {about && <path className={styles.about} d={`M${about.from} ${y - 4}v8m0-4H${about.to}m0-4v8`} />}
      <path className={classNames(styles.shape, point.comparator && styles.hollow)} d={shapeAt(point, x, y, other)} />
      {/* Larger than what is seen, for the pointer. */}
      <circle className={styles.touch} cx={x} cy={y} r={12} />
      {label && (
        <text className={styles.label} x={label.x} y={label.y} textAnchor="middle">
          {label.text}
        </text>
      )}
    </g>
  );
}

/** Above its range: a triangle upwards; below: downwards; else a disc, or a diamond on every other line. */
export function shapeAt({ outside }: Pick<ChartPoint, "outside">, x: number, y: number, other = false): string {
  if (outside === "high") return `M${x} ${y - 6.5}l6 10.5h-12z`;
  if (outside === "low") return `M${x} ${y + 6.5}l6-10.5h-12z`;
  return other ? `M${x} ${y - 6}l6 6l-6 6l-6-6z` : `M${x - 4.5} ${y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z`;
}
