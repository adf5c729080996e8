import { useState } from "react";

/** The details of a connector below its row: closed, open, or open at the review of its tools. */
export function useDetails(onShown?: (open: boolean) => void) {
  const [shown, setShown] = useState<"nothing" | "details" | "review">("nothing");
  const open = shown !== "nothing";
  const show = (next: typeof shown) => {
    setShown(next);
    onShown?.(next !== "nothing");
  };
  return {
    open,
    reviewing: shown === "review",
    toggle: () => show(open ? "nothing" : "details"),
    review: () => show("review"),
  };
}
