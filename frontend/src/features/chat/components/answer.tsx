import { Check, Copy } from "lucide-react";
import { memo, useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import { boot } from "@/lib/boot";
import type { ToolCall, TurnError, TurnStatus } from "@/types/api";

import type { ToolCallDecision } from "../api/decide-tool-call";
import type { Outcome } from "../api/settle-tool-call";
import { type Block, textOf } from "./answer-blocks";
import { MarkdownText } from "./markdown";
import styles from "./thread.module.css";
import { ToolCallCard } from "./tool-call-card";

export interface AnswerActions {
  onDecide: (call: ToolCall, decision: ToolCallDecision) => Promise<unknown>;
  onSettle: (call: ToolCall, outcome: Outcome) => Promise<unknown>;
  onRetry: () => void;
}

interface Props extends AnswerActions {
  blocks: Block[];
  status: TurnStatus | null;
  error: TurnError | null;
  demo: boolean;
  /** Only the newest answer can be asked for again. */
  last: boolean;
}

const WAITING: Partial<Record<TurnStatus, string>> = {
  waiting_approval: "Waiting for your approval",
  waiting_connection: "Waiting for you to sign in again",
  waiting_input: "Waiting for your input",
  waiting_outcome: "Waiting for you to say what happened",
};

/** An answer: its text and tool calls in order, and what became of it. */
export const Answer = memo(function Answer({ blocks, status, error, demo, last, onDecide, onSettle, onRetry }: Props) {
  const running = status === "queued" || status === "running";
  const busy = blocks.some((block) => "call" in block && ["sent", "approved", "proposed"].includes(block.call.status));
  return (
    <article className={styles.answer} aria-label="Answer">
      {blocks.map((block) =>
        "text" in block ? (
          <MarkdownText key={block.key} text={block.text} />
        ) : (
          <ToolCallCard key={block.key} call={block.call} progress={block.progress} onDecide={onDecide} onSettle={onSettle} />
        ),
      )}
      {running && !busy && <span className={styles.thinking}><Spinner /> {blocks.length ? "Working" : "Thinking"}</span>}
      {status === "cancelled" && <Notice>Stopped.</Notice>}
      {error && status === "failed" && (
        <Notice tone="bad" action={last && error.retryable ? <Button small onClick={onRetry}>Try again</Button> : undefined}>
          {error.message} <code>{error.code}</code>
        </Notice>
      )}
      {!running && (
        <footer className={styles.foot}>
          {status && WAITING[status] && <span>{WAITING[status]} ·</span>}
          {!(status && WAITING[status]) && <CopyButton text={textOf(blocks)} />}
          {demo && <span>{boot.model.label || "Demo model · rules, not an LLM"}</span>}
        </footer>
      )}
    </article>
  );
});

function CopyButton({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  if (!text) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setDone(true), () => setDone(false));
  const Icon = done ? Check : Copy;
  return (
    <Button variant="ghost" small icon aria-label={done ? "Copied" : "Copy answer"} onClick={copy}>
      <Icon size={14} aria-hidden />
    </Button>
  );
}
