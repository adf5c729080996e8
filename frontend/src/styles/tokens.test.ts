import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");
const colors = Object.fromEntries(
  [...css.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name,
    [light, dark],
  ]),
) as Record<string, [string, string]>;

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const PAIRS: [text: string, background: string][] = [
  ...["primary", "secondary"].flatMap((text) =>
    ["primary", "secondary", "tertiary"].map((ground): [string, string] => [`text-${text}`, `background-${ground}`]),
  ),
  ...["primary", "secondary"].map((ground): [string, string] => ["text-tertiary", `background-${ground}`]),
  ...["info", "success", "warning", "danger"].flatMap((state): [string, string][] => [
    [`text-${state}`, `background-${state}`],
    [`text-${state}`, "background-primary"],
  ]),
  ["text-inverse", "accent"],
  ["text-inverse", "accent-hover"],
  ["text-inverse", "background-inverse"],
  ["accent", "background-primary"],
];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("the %s theme", (_, theme) => {
  it.each(PAIRS)("reads %s on %s", (text, background) => {
    expect(contrast(colors[text]![theme], colors[background]![theme])).toBeGreaterThanOrEqual(4.5);
  });
});
