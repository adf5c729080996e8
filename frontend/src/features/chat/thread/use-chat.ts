import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react";

import { keys } from "@/lib/query-keys";
import type { Conversation, Message, ToolCall, TurnStatus } from "@/types/api";

import { useConversation } from "../api/conversations";
import { useEarlierMessages, useMessages } from "../api/messages";
import { useSendMessage } from "../api/send-message";
import {
  type Outcome,
  type ToolCallDecision,
  useAnswerToolCall,
  useDecideToolCall,
  useGoOnWithout,
  useSettleToolCall,
} from "../api/tool-calls";
import { useCancelTurn, useResumeTurn } from "../api/turns";
import { hearOtherTabs } from "../stream/tabs";
import type { QuestionAnswer } from "../tool-call/input-form";
import { type LiveTurn, saysMore } from "../stream/turn-reducer";
import { useLiveTurn } from "../stream/use-live-turn";
import { isOver } from "./answer-blocks";

/** Everything a conversation shows and does. */
export function useChat(org: string, id: string) {
  const conversation = useConversation(org, id);
  const messages = useMessages(org, id);
  const earlier = useEarlierMessages(org, id);
  const turn = useShownTurn(conversation.data, messages.data);
  const { turn: live, connected, settle, restart } = useLiveTurn(org, turn);
  const send = useSendMessage(org);
  const cancel = useCancelTurn(org);
  const resume = useResumeTurn(org, id);
  useOtherTabs(org, id);
  useReadingAnew({ org, id, conversation: conversation.data, messages, live });
  const decisions = useDecisions(org, id, settle);
  const goOn = useGoingOn(messages.data, resume.mutate, restart);
  return {
    conversation,
    messages,
    earlier,
    turn,
    live,
    connected,
    status: statusOf(turn, live, messages.data),
    ...decisions,
    send,
    cancel,
    resume,
    active: conversation.data?.active_turn !== null && turn !== null && !live.finished,
    finished: finishedIn(messages.data, live.finished ? turn : null),
    stop: () => turn && cancel.mutate(turn),
    goOn,
  };
}

/** Lets the last turn go on. The same function while a turn writes: finished answers are not drawn anew for it. */
function useGoingOn(
  messages: Message[] | undefined,
  resume: ReturnType<typeof useResumeTurn>["mutate"],
  restart: (turn: string) => void,
) {
  const last = messages?.at(-1)?.turn;
  return useCallback(() => {
    if (last) resume(last, { onSuccess: () => restart(last) });
  }, [last, resume, restart]);
}

interface Known {
  org: string;
  id: string;
  conversation: Conversation | undefined;
  messages: ReturnType<typeof useMessages>;
  live: LiveTurn;
}

/** Looks up again what a turn changed. */
function useReadingAnew({ org, id, conversation, messages, live }: Known): void {
  const client = useQueryClient();
  const { finished, status } = live;
  const { active_turn: active, updated_at: changed } = conversation ?? {};
  const over = active === null;
  const { data: read, isFetchedAfterMount: justRead } = messages;
  const unread = Boolean(active) && read !== undefined && !read.some((message) => message.turn === active);
  const looked = useRef(false);
  const isKnown = useEffectEvent(() => {
    const first = !looked.current;
    looked.current = true;
    return first && over && justRead && holdsAll(read, changed);
  });
  useEffect(() => {
    if (finished) void client.invalidateQueries({ queryKey: keys.conversations(org) });
  }, [finished, client, org]);
  useEffect(() => {
    // A turn ended, or came and went, while nobody listened here: what was said is in the messages. So is the question of
    // one that began elsewhere.
    if ((over || unread) && !isKnown()) void client.invalidateQueries({ queryKey: keys.messages(org, id) });
  }, [over, unread, changed, client, org, id]);
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.waiting(org) });
    // An account that is waited for has another state than was read.
    if (status === "waiting_connection") void client.invalidateQueries({ queryKey: keys.connecting(org) });
  }, [status, client, org]);
}

/** Whether the newest answer is over, and nothing was said after it: a conversation was changed last when that began. */
function holdsAll(messages: Message[] | undefined, changed: string | undefined): boolean {
  const newest = messages?.at(-1);
  if (!newest || !changed || !isOver(newest)) return false;
  return newest.role === "assistant" && Date.parse(newest.created_at) >= Date.parse(changed);
}

/** A person's word on a tool call; the answer to it is shown at once. */
function useDecisions(org: string, id: string, settle: (call: ToolCall) => void) {
  const client = useQueryClient();
  const { mutateAsync: decide } = useDecideToolCall(org);
  const { mutateAsync: settleCall } = useSettleToolCall(org);
  const show = useCallback(
    (call: ToolCall) => {
      settle(call);
      client.setQueryData<Message[]>(keys.messages(org, id), (all) => all?.map((message) => withCall(message, call)));
    },
    [client, org, id, settle],
  );
  const onDecide = useCallback(
    (call: ToolCall, decision: ToolCallDecision) => decide({ call: call.id, ...decision }).then(show),
    [decide, show],
  );
  const onSettle = useCallback(
    (call: ToolCall, outcome: Outcome) => settleCall({ call: call.id, outcome }).then(show),
    [settleCall, show],
  );
  const { mutateAsync: without } = useGoOnWithout(org);
  const onGoOnWithout = useCallback((call: ToolCall) => without(call.id).then(show), [without, show]);
  const { mutateAsync: answer } = useAnswerToolCall(org);
  const onAnswer = useCallback(
    (call: ToolCall, answers: Record<string, QuestionAnswer>) => answer({ call: call.id, answers }).then(show),
    [answer, show],
  );
  return { onDecide, onSettle, onGoOnWithout, onAnswer };
}

/** What is known of the turn: live, or as it was stored. */
function statusOf(turn: string | null, live: LiveTurn, messages: Message[] | undefined): TurnStatus | null {
  return live.empty
    ? (messages?.findLast((one) => one.role === "assistant" && one.turn === turn)?.status ?? null)
    : live.status;
}

/**
 * The active turn; after its end it stays the shown one, so that its answer does not jump while it is read again. That of
 * a question just asked is known before its conversation was read.
 */
function useShownTurn(conversation: Conversation | undefined, messages: Message[] | undefined): string | null {
  const [shown, setShown] = useState<{ conversation: string; turn: string } | null>(null);
  const active = conversation?.active_turn ?? null;
  useEffect(() => {
    if (conversation && active) setShown({ conversation: conversation.id, turn: active });
  }, [conversation, active]);
  if (active) return active;
  if (!conversation) return unansweredTurn(messages);
  return shown && shown.conversation === conversation?.id ? shown.turn : null;
}

/** How many messages are over, with those of a turn that just ended. */
function finishedIn(messages: Message[] | undefined, ended: string | null): number {
  return (messages ?? []).filter((one) => isOver(one) || (ended && one.turn === ended)).length;
}

function unansweredTurn(messages: Message[] | undefined): string | null {
  const newest = messages?.at(-1);
  return newest?.role === "user" && !isOver(newest) ? newest.turn : null;
}

function withCall(message: Message, call: ToolCall): Message {
  if (message.turn !== call.turn) return message;
  return {
    ...message,
    content: message.content.map((block) =>
      block.tool_call?.id === call.id && saysMore(call, block.tool_call) ? { ...block, tool_call: call } : block,
    ),
  };
}

/** Looks at the conversation again as soon as another tab of this browser has sent something in it. */
function useOtherTabs(org: string, id: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      hearOtherTabs((said) => {
        if (said.org !== org || said.conversation !== id) return;
        void client.invalidateQueries({ queryKey: keys.conversation(org, id) });
        void client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
      }),
    [client, org, id],
  );
}
