import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { toolCall, waitActions } from "@/testing/builders";
import { chart, chartPoint, chartSeries } from "@/testing/charts";
import type { Chart as ChartData } from "@/types/api";

import { ToolCallCard } from "../tool-call/tool-call-card";
import styles from "./chart.module.css";
import { Chart } from "./chart";

const RANGE = { low: "4.0", high: "5.60", range: "4.0 to 5.60 %" };
const course = chartSeries([
  chartPoint("2024-05-03", "6.40", { ...RANGE, outside: "high", interpretation: "High" }),
  chartPoint("2025-05-09", "0.50", { comparator: "<", ...RANGE, outside: "low", status: "preliminary" }),
  chartPoint("2026-05-16", "5.10", { date: "2026-05", precision: "month", notes: ["note: Not fasting."] }),
]);
const show = (data: ChartData) => ({ ...render(<Chart chart={data} />), user: userEvent.setup() });
const picture = () => screen.getByRole("img", { name: /^Chart\./ });
const marked = (part: string) => picture().querySelectorAll(`.${styles[part]}`);

describe("a chart", () => {
  it("has a title, and says in words what it shows", () => {
    show(chart([course]));
    expect(screen.getByRole("figure", { name: "Hemoglobin A1c LOINC 4548-4" })).toBeInTheDocument();
    expect(picture()).toHaveAccessibleName(
      "Chart. Hemoglobin A1c in %: 3 values, the first 6.40 %, 2024-05-03, the last 5.10 %, 2026-05 (only the month was " +
        "written), 2 outside of their range. The table has every value.",
    );
  });
  it("writes values exactly as they were written", () => {
    show(chart([course]));
    for (const text of ["6.40", "<0.50", "5.10"]) expect(within(picture()).getByText(text)).toBeInTheDocument();
  });
  it("marks what is outside by shape, a limit as hollow, and a month as not exact", () => {
    show(chart([course]));
    const shapes = [...marked("shape")].map((shape) => shape.getAttribute("d")!.replace(/[\d.-]+/g, ""));
    expect(new Set(shapes).size).toBe(3);
    expect([marked("hollow").length, marked("about").length, marked("open").length]).toEqual([1, 1, 2]);
    for (const words of [
      "Above its range",
      "Below its range",
      "Only a limit was measured",
      "Day not known",
      "Reference range",
    ])
      expect(screen.getByText(words)).toBeInTheDocument();
  });
  it("explains only the marks that it has", () => {
    show(chart([chartSeries([chartPoint("2026-05-08", "5.1"), chartPoint("2026-05-09", "5.2")])]));
    expect(screen.queryAllByRole("listitem")).toEqual([]);
  });
  it("draws no line to a single value", () => {
    show(chart([chartSeries([chartPoint("2026-05-08", "7.10")])]));
    expect([marked("stretch").length, marked("shape").length]).toEqual([0, 1]);
    expect(picture()).toHaveAccessibleName(/one value, 2026-05-08 · 7.10 %\./);
  });
  it("shows the same as a table, by keyboard", async () => {
    const { user } = show(chart([course]));
    await user.tab();
    expect(screen.getByRole("button", { name: "Show as table" })).toHaveFocus();
    await user.keyboard("{Enter}");
    const table = screen.getByRole<HTMLTableElement>("table", { name: "Hemoglobin A1c in %" });
    expect([...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent))).toEqual([
      ["Date", "Value", "Reference range", "Reading", "Notes"],
      ["2024-05-03", "6.40 %", "4.0 to 5.60 %", "Above its range · High", "–"],
      ["2025-05-09", "<0.50 %", "4.0 to 5.60 %", "Below its range · status preliminary", "–"],
      ["2026-05 (only the month was written)", "5.10 %", "–", "–", "note: Not fasting."],
    ]);
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("table")).toBeNull();
  });
  it("draws each unit for itself, and two lines of one unit together", () => {
    const lines = ["Systolic", "Diastolic"].map((name, index) =>
      chartSeries([chartPoint("2026-05-08", String(120 - 40 * index))], { name, unit: "mm[Hg]" }),
    );
    show(chart([...lines, chartSeries([chartPoint("2026-05-08", "46")], { unit: "mmol/mol" })]));
    const pictures = screen.getAllByRole("img", { name: /^Chart\./ });
    expect(pictures.map((one) => one.querySelectorAll(`.${styles.shape}`).length)).toEqual([2, 1]);
    expect(screen.getByText("Systolic")).toBeInTheDocument();
    const forms = [...pictures[0]!.querySelectorAll(`.${styles.shape}`)].map((shape) =>
      shape.getAttribute("d")!.replace(/[\d.-]+/g, ""),
    );
    expect(new Set(forms).size).toBe(2);
  });
  it("keeps the notice in sight, and says what is not drawn", () => {
    show(chart([course], { notes: ["Not drawn: 2026 · hemolyzed"] }));
    expect(screen.getByRole("note")).toHaveTextContent("This is not medical advice.");
    expect(screen.getByText("Not drawn: 2026 · hemolyzed")).toBeInTheDocument();
  });
  it("puts many notes behind a disclosure, and has no notice where none is due", () => {
    show(chart([course], { notes: ["a", "b", "c"], notice: "" }));
    expect(screen.getByText("3 notes on what is not in the chart")).toBeInTheDocument();
    expect(screen.queryByRole("note")).toBeNull();
  });
  it("shows a name from outside as text, with marks for what is unseen", () => {
    show(chart([chartSeries([chartPoint("2026-05-08", "1")], { unit: "<b>\u202e" })], { title: "<i>\u202ex" }));
    expect(screen.getByRole("figure").querySelector("i, b > b")).toBeNull();
    expect(screen.getByRole("figure").textContent).not.toContain("\u202e");
  });
});

describe("the card of a call", () => {
  const card = (changes: Parameters<typeof toolCall>[0]) =>
    render(<ToolCallCard call={toolCall(changes)} onDecide={vi.fn()} onSettle={vi.fn()} waits={waitActions()} />);
  it("has the chart under it, without being opened", async () => {
    card({ chart: chart([course]) });
    expect(await screen.findByRole("figure", { name: /Hemoglobin A1c/ })).toBeInTheDocument();
  });
  it("has none where the server gave none", () => {
    card({ chart: null });
    expect(screen.queryByRole("figure")).toBeNull();
  });
});
