import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

const NEAR_PIXELS = 80;

/** Keeps the end in view while one is there; `away` when one has scrolled up. */
export function useStickToEnd(scroll: RefObject<HTMLElement | null>, content: unknown) {
  const [away, setAway] = useState(false);
  const top = useRef(0);
  const toEnd = useCallback(() => {
    const element = scroll.current;
    if (element) {
      element.scrollTop = element.scrollHeight;
      top.current = element.scrollTop;
    }
    setAway(false);
  }, [scroll]);
  const onScroll = useCallback(() => {
    const element = scroll.current;
    if (!element) return;
    // Growing words move the end away too, until the next frame.
    const goesUp = element.scrollTop < top.current;
    top.current = element.scrollTop;
    const isAway = element.scrollHeight - element.scrollTop - element.clientHeight > NEAR_PIXELS;
    setAway((was) => isAway && (goesUp || was));
  }, [scroll]);
  useLayoutEffect(() => {
    if (away) return;
    // Not at once: to ask for the height would lay out the page in the middle of the task that wrote the words.
    const frame = requestAnimationFrame(toEnd);
    return () => cancelAnimationFrame(frame);
  }, [content, away, toEnd]);
  // A design beside the chat, a keyboard on the glass or a turned telephone: the lines break elsewhere.
  useLayoutEffect(() => {
    if (away || !scroll.current) return;
    const observer = new ResizeObserver(toEnd);
    observer.observe(scroll.current);
    return () => observer.disconnect();
  }, [scroll, away, toEnd]);
  return { away, toEnd, onScroll };
}
