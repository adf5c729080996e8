import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

const NEAR_PIXELS = 80;

/** Keeps the end in view while one is there; `away` when one has scrolled up. */
export function useStickToEnd(scroll: RefObject<HTMLElement | null>, content: unknown) {
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    const element = scroll.current;
    if (element) element.scrollTop = element.scrollHeight;
    setAway(false);
  }, [scroll]);
  const onScroll = useCallback(() => {
    const element = scroll.current;
    if (element) setAway(element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_PIXELS);
  }, [scroll]);
  useLayoutEffect(() => {
    if (!away) toEnd();
  }, [content, away, toEnd]);
  return { away, toEnd, onScroll };
}
