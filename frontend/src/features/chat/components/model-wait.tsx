import { useNow } from "@/lib/use-now";

import type { LiveTurn } from "../stream/turn-reducer";

/** Why nothing comes from the model just now, and for how long. The count is for eyes: read aloud, it would never end. */
export function ModelWait({ reason, until }: NonNullable<LiveTurn["waiting"]>) {
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000));
  const left = seconds > 0 ? <span aria-hidden> {seconds} s</span> : null;
  if (reason === "silent") return <span>The model is quiet. Waiting for it{left && <> for up to{left}</>}</span>;
  if (reason === "busy") return <span>The model is busy, trying again{left ? <> in{left}</> : " now"}</span>;
  return <span>The answer broke off, trying again{left && <> in{left}</>}</span>;
}
