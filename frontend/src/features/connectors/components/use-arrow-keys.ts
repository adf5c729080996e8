import type { KeyboardEvent } from "react";

const STOPS = "button:not(:disabled), a[href]";

/** Arrow keys, Home and End move among what can be pressed inside the element. */
export function moveWithArrows(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const to = target(event.key, at, stops.length);
  if (to === null || !stops[to]) return;
  event.preventDefault();
  stops[to].focus();
}

function target(key: string, at: number, count: number): number | null {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
