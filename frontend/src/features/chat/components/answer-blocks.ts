import type { Message, ToolCall } from "@/types/api";

import type { Progress } from "../stream/events";
import type { LiveTurn } from "../stream/turn-reducer";

/** Words of the answer, a note on how it came about, or a call. */
export type Block = { key: string; text: string } | { key: string; note: string } | { key: string; call: ToolCall; progress?: Progress };

/** The blocks of a stored message. Keys are the same as of the live ones, so nothing is made anew at the end. */
export function storedBlocks(message: Message): Block[] {
  return message.content.flatMap((block, index): Block[] => {
    if (block.tool_call) return [{ key: block.tool_call.id, call: block.tool_call }];
    if (!block.text) return [];
    return [block.type === "note" ? { key: `note-${index}`, note: block.text } : { key: `text-${index}`, text: block.text }];
  });
}

/** The blocks of an answer that is being written. */
export function liveBlocks(turn: LiveTurn): Block[] {
  return turn.blocks.map((block, index): Block => {
    if (block.kind === "note") return { key: `note-${index}`, note: block.text };
    return block.kind === "text" ? { key: `text-${index}`, text: block.text } : { key: block.call.id, call: block.call, progress: block.progress };
  });
}

/** The plain text of a message, to copy. */
export function textOf(blocks: Block[]): string {
  return blocks.flatMap((block) => ("text" in block ? [block.text] : [])).join("\n\n");
}
