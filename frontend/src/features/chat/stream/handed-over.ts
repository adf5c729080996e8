/** The rest of an answer to a message, from the request that sent it to the one who follows its turn. */
import type { SseReader } from "./sse-reader";

/** Time enough to come to the conversation; afterwards nobody will, and the connection must not stay open. */
export const FORGET_MILLISECONDS = 5000;

interface Waiting {
  events: SseReader;
  timer: number;
}

const waiting = new Map<string, Waiting>();

/** Keeps the events of a turn for a moment. */
export function handOver(turn: string, events: SseReader): void {
  takeHandedOver(turn)?.close();
  const timer = window.setTimeout(() => takeHandedOver(turn)?.close(), FORGET_MILLISECONDS);
  waiting.set(turn, { events, timer });
}

/** The events of a turn, for the first who asks. */
export function takeHandedOver(turn: string): SseReader | null {
  const found = waiting.get(turn);
  if (!found) return null;
  window.clearTimeout(found.timer);
  waiting.delete(turn);
  return found.events;
}
