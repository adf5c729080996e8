import type { Message, ToolCall } from "@/types/api";

import type { Progress } from "../stream/events";
import type { LiveTurn } from "../stream/turn-reducer";

/** Words of the answer, a note on how it came about, or a call. */
export type Block =
  { key: string; text: string } | { key: string; note: string } | { key: string; call: ToolCall; progress?: Progress };

const FINAL = new Set(["completed", "failed", "cancelled"]);

/** Nothing comes to this message any more. */
export const isOver = ({ status }: Message): boolean => FINAL.has(status ?? "");

/** The blocks of a stored message. Keys are the same as of the live ones, so nothing is made anew at the end. */
export function storedBlocks(message: Message): Block[] {
  return message.content.flatMap((block, index): Block[] => {
    if (block.tool_call) return [{ key: block.tool_call.id, call: block.tool_call }];
    if (!block.text) return [];
    return [
      block.type === "note" ? { key: `note-${index}`, note: block.text } : { key: `text-${index}`, text: block.text },
    ];
  });
}

/** The blocks of an answer that is being written. Words that go on where others were cut are one block with them. */
export function liveBlocks(turn: LiveTurn): Block[] {
  const shown: Block[] = [];
  for (const block of turn.blocks) {
    const last = shown.at(-1);
    if (block.kind === "tool_call") shown.push({ key: block.call.id, call: block.call, progress: block.progress });
    else if (block.kind === "note") shown.push({ key: `note-${shown.length}`, note: block.text });
    else if (block.goesOn && last && "text" in last)
      shown[shown.length - 1] = { ...last, text: last.text + block.text };
    else shown.push({ key: `text-${shown.length}`, text: block.text });
  }
  return shown;
}

/** The plain text of a message, to copy. */
export function textOf(blocks: Block[]): string {
  return blocks.flatMap((block) => ("text" in block ? [block.text] : [])).join("\n\n");
}
