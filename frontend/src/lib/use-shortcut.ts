import { useEffect, useRef } from "react";

/** Runs `act` at Cmd/Ctrl (+ Shift) + key, wherever the focus is. */
export function useShortcut(key: string, act: () => void, { shift = false } = {}): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.shiftKey !== shift || event.key.toLowerCase() !== key) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [key, shift]);
}
