/** What the answer to a message says first: the message and its turn. The rest is handed to who follows the turn. */
import { offline } from "@/lib/problem";
import type { Message, Turn } from "@/types/api";

import { handOver } from "../stream/handed-over";
import { SseReader } from "../stream/sse-reader";

export interface Started {
  message: Message;
  turn: Turn;
}

/** The server may answer with plain JSON, as to a repeated request: then the turn is followed as any other. */
export async function started(response: Response): Promise<Started> {
  const streamed = response.headers.get("Content-Type")?.startsWith("text/event-stream");
  return streamed && response.body ? first(new SseReader(response.body)) : ((await response.json()) as Started);
}

/** Throws ApiProblem when the stream ends before it has said anything. */
async function first(events: SseReader): Promise<Started> {
  const event = await events.next().catch(() => null);
  if (event?.type !== "message.sent") {
    events.close();
    throw offline();
  }
  const said = JSON.parse(event.data) as Started;
  handOver(said.turn.id, events);
  return said;
}
