import { type RefObject, useEffect, useRef } from "react";

/** Gives the focus to `place` when what had it went away in a change of `shown`; never while nothing changed. */
export function useKeptFocus(place: RefObject<HTMLElement | null>, shown: string) {
  const before = useRef(shown);
  useEffect(() => {
    if (before.current !== shown && document.activeElement === document.body) place.current?.focus();
    before.current = shown;
  }, [place, shown]);
}
