import { ArrowDown } from "lucide-react";
import { memo, useMemo, useRef } from "react";

import { Button } from "@/components/ui/button";
import { OutsideLines } from "@/components/ui/outside-text";
import { boot } from "@/lib/boot";
import type { Message } from "@/types/api";

import type { EarlierMessages } from "../api/messages";
import type { LiveTurn } from "../stream/turn-reducer";
import { Answer, type AnswerActions } from "./answer";
import { isOver, liveBlocks, storedBlocks } from "./answer-blocks";
import { EarlierButton, useEarlier } from "./earlier-messages";
import styles from "./thread.module.css";
import { useStickToEnd } from "./use-stick-to-end";

interface Props extends AnswerActions {
  messages: Message[];
  earlier?: EarlierMessages;
  /** The turn that is being answered now, and what has come of it. */
  turn: string | null;
  live: LiveTurn;
}

const ALL_SHOWN: EarlierMessages = { some: false, loading: false, error: null, load: () => undefined };

/** The messages, newest below. Screen readers hear an answer when it rests, not letter by letter. */
export function Thread({ messages, earlier = ALL_SHOWN, turn, live, ...actions }: Props) {
  const scroll = useRef<HTMLDivElement>(null);
  const { away, toEnd, onScroll } = useStickToEnd(scroll, [messages, live]);
  const { load, loadWhenNear, arrived, quiet } = useEarlier(scroll, earlier, messages);
  const running = turn !== null && (live.status === "running" || live.status === "queued") && !live.finished;
  const shown = useMemo(() => withAnswerOf(turn, messages), [turn, messages]);
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      onScroll={() => {
        onScroll();
        loadWhenNear();
      }}
      tabIndex={0}
      role="log"
      aria-label="Conversation"
      aria-live={quiet ? "off" : "polite"}
      aria-busy={running}
    >
      <div className={styles.column}>
        <EarlierButton earlier={earlier} arrived={arrived} onLoad={load} log={scroll} />
        {shown.map((message, index) =>
          message.role === "user" ? (
            <UserMessage key={message.id} message={message} />
          ) : (
            <TurnAnswer
              key={`answer-${message.turn ?? message.id}`}
              message={message}
              last={index === shown.length - 1}
              live={message.turn === turn ? live : null}
              {...actions}
            />
          ),
        )}
      </div>
      {away && (
        <div className={styles.latest}>
          <Button small onClick={toEnd}>
            <ArrowDown size={14} aria-hidden /> Jump to latest
          </Button>
        </div>
      )}
    </div>
  );
}

const UserMessage = memo(function UserMessage({ message }: { message: Message }) {
  return (
    <div className={styles.mine}>
      <OutsideLines text={message.content.map((block) => block.text ?? "").join("\n\n")} />
    </div>
  );
});

/**
 * The messages, with a place for the answer that is being written when it was not read yet. It has the same key
 * before and after, so that no card of it is made anew.
 */
function withAnswerOf(turn: string | null, messages: Message[]): Message[] {
  if (!turn || messages.some((one) => one.role === "assistant" && one.turn === turn)) return messages;
  const place: Message = {
    id: turn,
    role: "assistant",
    content: [],
    turn,
    status: "queued",
    error: null,
    ending: null,
    model: null,
    created_at: "",
  };
  return [...messages, place];
}

/** A stored answer, or, while its turn runs and something of it has come, the live one in its place. */
const TurnAnswer = memo(function TurnAnswer({
  message,
  live,
  last,
  ...actions
}: { message: Message; live: LiveTurn | null; last: boolean } & AnswerActions) {
  const current = live && !live.empty && !isOver(message) ? live : null;
  const blocks = useMemo(() => (current ? liveBlocks(current) : storedBlocks(message)), [current, message]);
  return (
    <Answer
      blocks={blocks}
      status={current?.status ?? message.status}
      error={current?.error ?? message.error}
      ending={current ? current.ending : message.ending}
      waiting={current?.waiting ?? null}
      demo={message.model?.demo ?? boot.model.demo}
      last={last}
      {...actions}
    />
  );
});
