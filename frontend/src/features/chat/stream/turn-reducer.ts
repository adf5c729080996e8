/** Pure: live events to what the answer shows. Lower fences and overlaps are dropped, gaps reported. */
import type { AnswerEnding, ToolCall, TurnError, TurnStatus } from "@/types/api";

import type { Progress, TurnEvent, WaitReason } from "./events";

export type LiveBlock =
  /** `goesOn`: in the middle of the words before it, which had been cut there. */
  | { kind: "text"; text: string; step: number; fence: number; goesOn?: boolean }
  | { kind: "note"; text: string }
  | { kind: "tool_call"; call: ToolCall; progress?: Progress };

export interface LiveTurn {
  fence: number;
  /** The model response under way, and how many characters of its text are known. */
  step: number;
  known: number;
  /** The steps that a snapshot held whole: their text is not said again. */
  kept: number;
  /** The step after which a person let the turn go on, if it is known. */
  resumedAfter: number | null;
  blocks: LiveBlock[];
  status: TurnStatus;
  error: TurnError | null;
  ending: AnswerEnding | null;
  /** The model is waited for, until this moment (milliseconds); the next event ends that. */
  waiting: { reason: WaitReason; until: number } | null;
  finished: boolean;
  /** Text is missing: only a new stream, from its start, can mend that. */
  gap: boolean;
  /** Nothing has come yet. */
  empty: boolean;
}

export const START: LiveTurn = {
  fence: 0,
  step: 0,
  known: 0,
  kept: 0,
  resumedAfter: null,
  blocks: [],
  status: "queued",
  error: null,
  ending: null,
  waiting: null,
  finished: false,
  gap: false,
  empty: true,
};

/** Characters as the server counts them: code points, not UTF-16 units. */
export const lengthOf = (text: string): number => [...text].length;
const after = (text: string, count: number): string => [...text].slice(count).join("");

/** The state after one event. */
export function reduceTurn(state: LiveTurn, event: TurnEvent): LiveTurn {
  if (event.fence < state.fence) return state;
  if (state.gap && event.type !== "snapshot" && event.type !== "turn.finished") return { ...state, fence: event.fence };
  const next = { ...state, fence: event.fence, empty: false, waiting: null };
  switch (event.type) {
    case "turn.started":
      return { ...(event.kept === 0 && event.fence > state.fence ? withoutWords(next) : next), status: "running" };
    case "text.delta":
      return withText(next, event);
    case "tool_call.proposed":
    case "tool_call.awaiting_approval":
    case "tool_call.awaiting_connection":
    case "tool_call.awaiting_input":
    case "tool_call.finished":
      return withCall(next, event.tool_call);
    case "tool_call.started":
      return { ...next, status: "running", blocks: next.blocks.map((block) => started(block, event.tool_call)) };
    case "tool_call.progress":
      return { ...next, blocks: next.blocks.map((block) => progressed(block, event)) };
    case "turn.waiting":
      return { ...next, status: event.status };
    case "model.waiting":
      return { ...next, waiting: { reason: event.reason, until: Date.now() + event.seconds * 1000 } };
    case "turn.finished":
      return { ...next, status: event.status, error: event.error, ending: event.ending ?? null, finished: true };
    case "snapshot":
      return fromSnapshot(next, event);
  }
}

/** Several events at once, as an animation frame delivers them. */
export const reduceAll = (state: LiveTurn, events: TurnEvent[]): LiveTurn => events.reduce(reduceTurn, state);

/** What waits for a person. */
const ASKED: ReadonlySet<ToolCall["status"]> = new Set([
  "proposed",
  "awaiting_approval",
  "awaiting_connection",
  "awaiting_input",
  "unknown",
]);

/** The state with what a person's decision was answered with; a call of which the stream has said more since stays. */
export function answered(state: LiveTurn, call: ToolCall): LiveTurn {
  const known = state.blocks.find((block) => isCall(block, call.id));
  return known?.kind === "tool_call" && !saysMore(call, known.call) ? state : withCall(state, call);
}

/** Whether the answer to a decision says more than what is known: it may come after the call has begun, or ended. */
export const saysMore = (answer: ToolCall, known: ToolCall): boolean =>
  ASKED.has(known.status) || known.status === answer.status;

function withCall(state: LiveTurn, call: ToolCall): LiveTurn {
  const there = state.blocks.some((block) => isCall(block, call.id));
  const blocks: LiveBlock[] = there
    ? state.blocks.map((block) => (isCall(block, call.id) ? { kind: "tool_call", call } : block))
    : [...state.blocks, { kind: "tool_call", call }];
  return { ...state, blocks };
}

type Delta = Extract<TurnEvent, { type: "text.delta" }>;

function withText(state: LiveTurn, { step, fence, offset, text }: Delta): LiveTurn {
  if (step <= state.kept || (step < state.step && fence === state.fence && state.known > 0)) return state;
  const current = onStep(state, step, fence);
  if (offset > current.known) return { ...current, gap: true };
  const fresh = after(text, current.known - offset);
  if (!fresh) return current;
  const last = current.blocks.at(-1);
  const blocks: LiveBlock[] =
    last?.kind === "text" && last.step === step
      ? [...current.blocks.slice(0, -1), { ...last, text: last.text + fresh }]
      : [
          ...current.blocks,
          {
            kind: "text",
            text: fresh,
            step,
            fence,
            goesOn: last?.kind === "text" && step - 1 === current.resumedAfter,
          },
        ];
  return { ...current, blocks, known: current.known + lengthOf(fresh) };
}

/**
 * The state at the start of a step, or in it. A step that an earlier claim began and did not end is begun
 * anew by the next claim: the half answer goes.
 */
function onStep(state: LiveTurn, step: number, fence: number): LiveTurn {
  const stale = (block: LiveBlock) => block.kind === "text" && block.step >= step && block.fence < fence;
  if (state.blocks.some(stale))
    return { ...state, step, known: 0, blocks: state.blocks.filter((block) => !stale(block)) };
  return step === state.step ? state : { ...state, step, known: 0 };
}

/** What an earlier claim said and nobody kept goes. */
const withoutWords = (state: LiveTurn): LiveTurn => ({ ...state, blocks: [], step: 0, known: 0, kept: 0, gap: false });

type Snapshot = Extract<TurnEvent, { type: "snapshot" }>;

/** Everything said so far. The last `offset` characters are the text of the step under way. */
function fromSnapshot(
  state: LiveTurn,
  { content, step, fence, kept = 0, resumed_after, offset, status }: Snapshot,
): LiveTurn {
  const blocks = content.flatMap((block, index): LiveBlock[] => {
    if (block.tool_call) return [{ kind: "tool_call", call: block.tool_call, ...progressOf(state, block.tool_call) }];
    if (block.type === "note") return [{ kind: "note", text: block.text ?? "" }];
    return wordsOf(block.text ?? "", { open: index === content.length - 1 ? offset : 0, step, fence });
  });
  return {
    ...state,
    blocks,
    step,
    known: offset,
    kept,
    resumedAfter: resumed_after ?? null,
    gap: false,
    status: status ?? state.status,
  };
}

/** A block's words; the last `open` characters belong to the step under way, and may be all or go on in its middle. */
function wordsOf(text: string, { open, step, fence }: { open: number; step: number; fence: number }): LiveBlock[] {
  const stands = lengthOf(text) - open;
  const before: LiveBlock = { kind: "text", text: [...text].slice(0, stands).join(""), step: -1, fence };
  const now: LiveBlock = { kind: "text", text: after(text, stands), step, fence, goesOn: stands > 0 };
  return [...(stands > 0 ? [before] : []), ...(open > 0 ? [now] : [])];
}

function isCall(block: LiveBlock, id: string): boolean {
  return block.kind === "tool_call" && block.call.id === id;
}

function started(block: LiveBlock, { id, status }: Pick<ToolCall, "id" | "status">): LiveBlock {
  if (block.kind !== "tool_call" || block.call.id !== id) return block;
  return {
    kind: "tool_call",
    call: { ...block.call, status, started_at: block.call.started_at ?? new Date().toISOString() },
  };
}

/** Of a call that runs; what comes after its end is nobody's. */
function progressed(block: LiveBlock, { call, progress, total, message }: Progress & { call: string }): LiveBlock {
  if (block.kind !== "tool_call" || block.call.id !== call || block.call.status !== "sent") return block;
  return { ...block, progress: { progress, total, message } };
}

/** A snapshot does not hold it, and does not end it. */
function progressOf(state: LiveTurn, { id, status }: ToolCall): { progress?: Progress } {
  const known = state.blocks.find((block) => isCall(block, id));
  return status === "sent" && known?.kind === "tool_call" && known.progress ? { progress: known.progress } : {};
}
