import { type RefObject, useEffect, useRef } from "react";

/** Whether moving the focus would take it from someone who is typing, or from another card that asks. */
function inUse(active: Element | null): boolean {
  if (!active || active === document.body) return false;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement)
    return active.value !== "" || !("composer" in active.dataset);
  return Boolean(active.closest("[data-tool-call], [role=dialog], [role=menu]"));
}

/**
 * The focus goes to the heading of what asks, never to a button, and never away from someone typing. Once it is
 * decided and its buttons are gone, the heading keeps the focus.
 */
export function useFocusOnAsk(heading: RefObject<HTMLElement | null>, asks: boolean): void {
  const asked = useRef(false);
  useEffect(() => {
    const decided = asked.current && !asks;
    asked.current = asks;
    if (decided && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    if (!asks || inUse(document.activeElement)) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [asks, heading]);
}
