/** Dark enough for white letters (4.5 to 1), far enough apart to tell. */
const COLORS = [
  "#5b5bd6",
  "#b0407a",
  "#c5392f",
  "#1f7a44",
  "#b34a1c",
  "#0f7078",
  "#8a5a00",
  "#1160a8",
  "#6f2a6b",
  "#3a352e",
];

/** A colour that follows from the name alone. */
export function markColor(name: string): string {
  const sum = [...name].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
  return COLORS[sum % COLORS.length] ?? "#3a352e";
}

/** The letter that tells it apart: the second word's in "Acme Tracker", else the first. */
export function markLetter(name: string): string {
  const [first = "?", second] = name.trim().split(/\s+/);
  return (/^acme$/i.test(first) && second ? second : first).charAt(0).toUpperCase() || "?";
}
