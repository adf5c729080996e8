import { memo } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Notice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Spinner } from "@/components/ui/spinner";
import { boot } from "@/lib/boot";
import { useNow } from "@/lib/use-now";
import type { AnswerEnding, ToolCall, TurnError, TurnStatus } from "@/types/api";

import type { Outcome, ToolCallDecision } from "../api/tool-calls";
import { MarkdownText } from "../markdown/markdown";
import type { LiveTurn } from "../stream/turn-reducer";
import { ToolCallCard } from "../tool-call/tool-call-card";
import type { WaitActions } from "../tool-call/tool-call-connection";
import { type Block, textOf } from "./answer-blocks";
import styles from "./thread.module.css";

export interface AnswerActions {
  onDecide: (call: ToolCall, decision: ToolCallDecision) => Promise<unknown>;
  onSettle: (call: ToolCall, outcome: Outcome) => Promise<unknown>;
  onOpenDesign?: (call: ToolCall) => void;
  waits: WaitActions;
  /** Try again, or Continue: the answer goes on from where it stands. */
  onGoOn: () => void;
}

interface Props extends AnswerActions {
  blocks: Block[];
  status: TurnStatus | null;
  error: TurnError | null;
  ending: AnswerEnding | null;
  waiting: LiveTurn["waiting"];
  demo: boolean;
  /** Only the newest answer can be asked for again. */
  last: boolean;
}

const WAITING: Partial<Record<TurnStatus, string>> = {
  waiting_approval: "Waiting for your approval",
  waiting_connection: "Waiting for your account",
  waiting_input: "Waiting for your answer",
  waiting_outcome: "Waiting for you to say what happened",
};

/** An answer: its text and tool calls in order, and what became of it. */
export const Answer = memo(function Answer({
  blocks,
  status,
  error,
  ending,
  waiting,
  demo,
  last,
  onDecide,
  onSettle,
  onOpenDesign,
  waits,
  onGoOn,
}: Props) {
  const running = status === "queued" || status === "running";
  const words = textOf(blocks);
  const busy = blocks.some((block) => "call" in block && ["sent", "approved", "proposed"].includes(block.call.status));
  return (
    <article className={styles.answer} aria-label="Answer">
      {blocks.map((block) => {
        if ("note" in block)
          return (
            <p key={block.key} className={styles.note} role="note">
              <OutsideText text={block.note} />
            </p>
          );
        if ("text" in block) return <MarkdownText key={block.key} text={block.text} />;
        return (
          <ToolCallCard
            key={block.key}
            call={block.call}
            progress={block.progress}
            onDecide={onDecide}
            onSettle={onSettle}
            onOpenDesign={onOpenDesign}
            waits={waits}
          />
        );
      })}
      {running && !busy && (
        <span className={styles.thinking}>
          <Spinner /> {waiting ? <ModelWait {...waiting} /> : blocks.length ? "Working" : "Thinking"}
        </span>
      )}
      {status === "cancelled" && <Notice>Stopped.</Notice>}
      {error && status === "failed" && (
        <Notice
          tone="bad"
          action={
            last && error.retryable ? (
              <Button small onClick={onGoOn}>
                Try again
              </Button>
            ) : undefined
          }
        >
          {error.message} <code>{error.code}</code>
        </Notice>
      )}
      {ending && !running && (
        <Notice
          tone="warn"
          action={
            last && ending.may_go_on ? (
              <Button small onClick={onGoOn}>
                {ending.code === "empty" ? "Try again" : "Continue"}
              </Button>
            ) : undefined
          }
        >
          {ending.message}
        </Notice>
      )}
      {!running && (
        <footer className={styles.foot}>
          {status && WAITING[status] ? (
            <span>
              {WAITING[status]}
              {demo && " ·"}
            </span>
          ) : (
            words && <CopyButton text={words} label="Copy answer" bare />
          )}
          {demo && <span>{boot.model.label || "Demo model · rules, not an LLM"}</span>}
        </footer>
      )}
    </article>
  );
});

/** Why nothing comes from the model just now, and for how long. The count is for eyes: read aloud, it would never end. */
export function ModelWait({ reason, until }: NonNullable<LiveTurn["waiting"]>) {
  const seconds = Math.max(0, Math.ceil((until - useNow(1000)) / 1000));
  const left = seconds > 0 ? <span aria-hidden> {seconds} s</span> : null;
  if (reason === "silent") return <span>The model is quiet. Waiting for it{left && <> for up to{left}</>}</span>;
  if (reason === "busy") return <span>The model is busy, trying again{left ? <> in{left}</> : " now"}</span>;
  return <span>The answer broke off, trying again{left && <> in{left}</>}</span>;
}
