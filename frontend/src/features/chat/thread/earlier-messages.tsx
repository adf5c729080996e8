import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";

import type { EarlierMessages } from "../api/messages";
import styles from "./thread.module.css";

/** So near to the first message, what stands before it is loaded. */
const NEAR_PIXELS = 300;
/** So long the log says nothing after they came: screen readers would read out all of them. */
const QUIET_MILLISECONDS = 1_000;

/** Loads what stands before the first message, and keeps what is being read where it is on the screen. */
export function useEarlier(scroll: RefObject<HTMLElement | null>, earlier: EarlierMessages, content: unknown) {
  const fromEnd = useRef<number | null>(null);
  const [arrived, setArrived] = useState(0);
  const [quiet, setQuiet] = useState(false);
  const { some, load: ask, loading, error } = earlier;

  const load = () =>
    ask((count) => {
      const element = scroll.current;
      if (element) fromEnd.current = element.scrollHeight - element.scrollTop;
      setArrived(count);
      setQuiet(true);
    });
  const loadWhenNear = () => {
    const element = scroll.current;
    if (element && some && !loading && !error && element.scrollTop < NEAR_PIXELS) load();
  };
  useLayoutEffect(() => {
    const element = scroll.current;
    if (!element || fromEnd.current === null) return;
    element.scrollTop = element.scrollHeight - fromEnd.current;
    fromEnd.current = null;
  }, [scroll, content]);
  useEffect(() => {
    if (!quiet) return;
    const timer = window.setTimeout(() => setQuiet(false), QUIET_MILLISECONDS);
    return () => window.clearTimeout(timer);
  }, [quiet, arrived]);
  return { load, loadWhenNear, arrived, quiet };
}

interface Props {
  earlier: EarlierMessages;
  arrived: number;
  onLoad: () => void;
  /** Takes the focus when the button is gone: all is shown. */
  log: RefObject<HTMLElement | null>;
}

/** The way to the messages before the first one, and how many came. */
export function EarlierButton({ earlier, arrived, onLoad, log }: Props) {
  const { some, loading, error } = earlier;
  const had = useRef(some);
  useEffect(() => {
    if (had.current && !some && document.activeElement === document.body) log.current?.focus({ preventScroll: true });
    had.current = some;
  }, [some, log]);
  return (
    <>
      {some && (
        <Button small className={styles.earlier} busy={loading} onClick={onLoad}>
          Show earlier messages
        </Button>
      )}
      <ProblemNotice error={error} />
      <p role="status" className="visually-hidden">
        {arrived > 0 && `${arrived} earlier ${arrived === 1 ? "message is" : "messages are"} shown above.`}
      </p>
    </>
  );
}
