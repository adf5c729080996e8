/** The live events of a turn: twin of what conversations/engine publishes (docs/a-turn.md). */
import type { AnswerEnding, ContentBlock, ToolCall, ToolCallStatus, TurnError, TurnStatus } from "@/types/api";

/** Every event says which claim of the turn (fence) and which model response (step) it belongs to. */
interface Stamp {
  fence: number;
  step: number;
}

export type WaitReason = "busy" | "again" | "silent";

export interface Progress {
  progress: number;
  total: number | null;
  message: string | null;
}

/** What came of a call, whole. */
type CallEvent =
  | "tool_call.proposed"
  | "tool_call.awaiting_approval"
  | "tool_call.awaiting_connection"
  | "tool_call.awaiting_input"
  | "tool_call.finished";

export type TurnEvent = Stamp &
  /** `kept`: how many steps the database holds; of a claim that found none, nothing said before stands. */
  (
    | { type: "turn.started"; turn: string; kept?: number }
    /** `offset` counts characters (code points, as Python does) of this step's text. */
    | { type: "text.delta"; offset: number; text: string }
    | { type: CallEvent; tool_call: ToolCall }
    | { type: "tool_call.started"; tool_call: { id: string; status: ToolCallStatus } }
    /** How far a running call is; live only. Without a total nobody knows how much is left. */
    | ({ type: "tool_call.progress"; call: string } & Progress)
    | { type: "turn.waiting"; status: TurnStatus }
    /** Nothing comes for so many seconds: until the next try, or, of a silent model, at most. */
    | { type: "model.waiting"; reason: WaitReason; seconds: number }
    | {
        type: "turn.finished";
        status: TurnStatus;
        error: TurnError | null;
        ending?: AnswerEnding | null;
        message: string | null;
      }
    /**
     * All that was said: the steps that are kept, and at the end `offset` characters of the one under way. Comes at any
     * time. The words of the step after `resumed_after` go on where the ones before them were cut.
     */
    | {
        type: "snapshot";
        turn: string;
        content: ContentBlock[];
        kept?: number;
        resumed_after?: number;
        offset: number;
        status?: TurnStatus;
      }
  );

export const EVENT_TYPES: TurnEvent["type"][] = [
  "turn.started",
  "text.delta",
  "tool_call.proposed",
  "tool_call.awaiting_approval",
  "tool_call.awaiting_connection",
  "tool_call.awaiting_input",
  "tool_call.started",
  "tool_call.progress",
  "tool_call.finished",
  "turn.waiting",
  "model.waiting",
  "turn.finished",
  "snapshot",
];

/** Whether the workspace knows such an event; the server may have newer ones. */
export function isEventType(type: string): type is TurnEvent["type"] {
  return EVENT_TYPES.some((known) => known === type);
}

/** One server-sent event, null when it cannot be read. */
export function parseEvent(type: TurnEvent["type"], data: string): TurnEvent | null {
  try {
    const fields = JSON.parse(data) as Stamp;
    return Number.isInteger(fields.fence) ? ({ ...fields, type } as TurnEvent) : null;
  } catch {
    return null;
  }
}
