import { useState } from "react";

/** The details of a connector below its row: closed, open, or open at the review of its tools. */
export function useDetails() {
  const [shown, setShown] = useState<"nothing" | "details" | "review">("nothing");
  const open = shown !== "nothing";
  return { open, reviewing: shown === "review", toggle: () => setShown(open ? "nothing" : "details"), review: () => setShown("review") };
}
