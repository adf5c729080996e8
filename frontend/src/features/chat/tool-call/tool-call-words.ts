import { duration } from "@/lib/format";
import type { ToolCall } from "@/types/api";

import type { Progress } from "../stream/events";

export type StateTone = "plain" | "running" | "ok" | "wait" | "bad";

interface State {
  words: string;
  tone: StateTone;
}

/** The state of a call in plain words. `now` counts the seconds of a running one. */
export function stateOf(call: ToolCall, now: number): State {
  switch (call.status) {
    case "proposed":
      return { words: "Preparing", tone: "running" };
    case "awaiting_approval":
      return { words: "Waiting for your approval", tone: "wait" };
    case "awaiting_connection":
      return { words: waitsForMore(call) ? "Waiting for more access" : "Waiting for you to sign in", tone: "wait" };
    case "awaiting_input":
      return { words: "Waiting for your answer", tone: "wait" };
    case "approved":
      return { words: "Allowed", tone: "running" };
    case "sent":
      return { words: `Running ${secondsSince(call.started_at, now)}`.trim(), tone: "running" };
    case "succeeded":
      return { words: allowedWords(call) ?? timeOf(call), tone: "ok" };
    case "happened":
      return { words: "Happened, you said", tone: "ok" };
    case "denied":
      return { words: "Denied", tone: "plain" };
    case "expired":
      return { words: "Expired", tone: "plain" };
    case "failed":
      return { words: "Failed", tone: "bad" };
    case "unknown":
      return { words: "Outcome unknown", tone: "wait" };
    case "blocked":
      return { words: "Blocked", tone: "bad" };
    case "skipped":
      return { words: "Skipped", tone: "plain" };
    case "cancelled":
      return call.error?.code === "outcome_unknown"
        ? { words: "Stopped, may have happened", tone: "wait" }
        : { words: "Cancelled", tone: "plain" };
  }
}

const waitsForMore = (call: ToolCall) => call.connection_wanted?.reason === "more_access";

function allowedWords(call: ToolCall): string | null {
  if (call.approval?.decision === "allow_once") return "Allowed once";
  return call.approval?.decision === "always_allow" ? "Always allowed" : null;
}

function timeOf(call: ToolCall): string {
  return call.milliseconds === null ? "Done" : duration(call.milliseconds);
}

function secondsSince(started: string | null, now: number): string {
  return started ? `${Math.max(0, Math.round((now - new Date(started).getTime()) / 1000))} s` : "";
}

/**
 * "40 %" of a whole that is known. A server may count in anything, its own looks at a job too: without a whole the
 * number is said only where the server has no words.
 */
export function progressWords({ progress, total, message }: Progress): { words: string; percent: number | null } {
  if (total === null || total <= 0)
    return { words: progress > 0 && !message ? `${count.format(progress)} so far` : "", percent: null };
  const percent = Math.min(100, Math.max(0, Math.floor((progress / total) * 100)));
  return { words: `${percent}\u00a0%`, percent };
}

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** "Expires in 14 min", then in seconds, then "Expired". */
export function expiryWords(expires: string, now: number): string {
  const seconds = Math.ceil((new Date(expires).getTime() - now) / 1000);
  if (seconds <= 0) return "Expired";
  return seconds > 90 ? `Expires in ${Math.round(seconds / 60)} min` : `Expires in ${seconds} s`;
}
