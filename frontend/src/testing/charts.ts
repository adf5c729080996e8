/** Charts for tests. */
import type { Chart, ChartPoint, ChartSeries } from "@/types/api";

export function chartPoint(date: string, value: string, changes: Partial<ChartPoint> = {}): ChartPoint {
  const comparator = changes.comparator ?? "";
  return {
    id: `Observation/${date}`,
    url: `https://fhir.example/Observation/${date}`,
    at: `${date}T12:00:00Z`,
    precision: "day",
    date,
    value,
    comparator,
    shown: `${comparator}${value} %`,
    low: "",
    high: "",
    range: "",
    outside: "",
    interpretation: "",
    status: "final",
    notes: [],
    ...changes,
  };
}

export const chartSeries = (points: ChartPoint[], changes: Partial<ChartSeries> = {}): ChartSeries => ({
  name: "Hemoglobin A1c",
  unit: "%",
  points,
  ...changes,
});

export const chart = (series: ChartSeries[], changes: Partial<Chart> = {}): Chart => ({
  title: "Hemoglobin A1c",
  code: "LOINC 4548-4",
  series,
  notes: [],
  notice: "This is not medical advice.",
  ...changes,
});
