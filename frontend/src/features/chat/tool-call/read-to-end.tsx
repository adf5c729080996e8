import { type ReactNode, type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";

import styles from "./tool-call.module.css";

/** Of the text in a card. */
const LINE_PIXELS = 20;

interface Props {
  label: string;
  children: ReactNode;
  /** Told how many lines are still below, whenever that changes; 0 once the end was in view. */
  onLeft?: (lines: number) => void;
}

/** A part of a card that is not higher than a window into it: it says how much more there is, and opens. */
export function ReadToEnd({ label, children, onLeft }: Props) {
  const area = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const { left, look } = useLinesLeft(area, onLeft);
  const showAll = () => {
    setOpen(true);
    area.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <div
        ref={area}
        className={open ? styles.all : styles.window}
        role="region"
        aria-label={label}
        tabIndex={0}
        onScroll={look}
      >
        {children}
      </div>
      {!open && left > 0 && (
        <div className={styles.more}>
          <Button small onClick={showAll}>
            Show {left} more {left === 1 ? "line" : "lines"}
          </Button>
        </div>
      )}
    </>
  );
}

/** How many lines are below the window, as it is laid out now. */
function useLinesLeft(area: RefObject<HTMLDivElement | null>, onLeft?: (lines: number) => void) {
  const [left, setLeft] = useState(0);
  const look = useCallback(() => {
    const element = area.current;
    if (!element) return;
    const pixels = element.scrollHeight - element.clientHeight - element.scrollTop;
    const lines = pixels > 1 ? Math.ceil(pixels / LINE_PIXELS) : 0;
    setLeft(lines);
    onLeft?.(lines);
  }, [area, onLeft]);
  useLayoutEffect(() => {
    look();
    const element = area.current;
    if (!element) return;
    // The window is as wide as the page: what fits changes with it, and with what stands in it.
    const watch = new ResizeObserver(look);
    for (const one of [element, ...element.children]) watch.observe(one);
    return () => watch.disconnect();
  });
  return { left, look };
}
