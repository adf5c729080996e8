import { type RefObject, useEffect } from "react";

/** Whether moving the focus would take it from someone who is typing, or from another card that asks. */
function inUse(active: Element | null): boolean {
  if (!active || active === document.body) return false;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement) return active.value !== "" || !("composer" in active.dataset);
  return Boolean(active.closest("[data-tool-call], [role=dialog], [role=menu]"));
}

/** The focus goes to the heading of what asks, never to a button, and never away from someone typing. */
export function useFocusOnAsk(heading: RefObject<HTMLElement | null>, asks: boolean): void {
  useEffect(() => {
    if (!asks || inUse(document.activeElement)) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [asks, heading]);
}
