import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";

import { keys } from "@/lib/query-keys";
import type { Conversation, Message, ToolCall, TurnStatus } from "@/types/api";

import { useCancelTurn } from "../api/cancel-turn";
import { type ToolCallDecision, useDecideToolCall } from "../api/decide-tool-call";
import { useConversation } from "../api/get-conversation";
import { useMessages } from "../api/list-messages";
import { useResumeTurn } from "../api/resume-turn";
import { useSendMessage } from "../api/send-message";
import { type Outcome, useSettleToolCall } from "../api/settle-tool-call";
import { type LiveTurn, saysMore } from "../stream/turn-reducer";
import { useLiveTurn } from "../stream/use-live-turn";
import { useOtherTabs } from "./use-other-tabs";

/** Everything a conversation shows and does. */
export function useChat(org: string, id: string) {
  const client = useQueryClient();
  const conversation = useConversation(org, id);
  const messages = useMessages(org, id);
  const turn = useShownTurn(conversation.data);
  const { turn: live, connected, settle, restart } = useLiveTurn(org, turn);
  const send = useSendMessage(org);
  const cancel = useCancelTurn(org);
  const resume = useResumeTurn(org, id);
  const { mutateAsync: decide } = useDecideToolCall(org);
  const { mutateAsync: settleCall } = useSettleToolCall(org);

  const { finished, status } = live;
  const { active_turn: active, updated_at: changed } = conversation.data ?? {};
  const over = active === null;
  const unread =
    Boolean(active) && messages.data !== undefined && !messages.data.some((message) => message.turn === active);
  useOtherTabs(org, id);
  useEffect(() => {
    if (finished) void client.invalidateQueries({ queryKey: keys.conversations(org) });
  }, [finished, client, org]);
  useEffect(() => {
    // A turn ended, or came and went, while nobody listened here: what was said is in the messages. So is the question of
    // one that began elsewhere.
    if (over || unread) void client.invalidateQueries({ queryKey: keys.messages(org, id) });
  }, [over, unread, changed, client, org, id]);
  useEffect(() => {
    void client.invalidateQueries({ queryKey: keys.waiting(org) });
  }, [status, client, org]);

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
  return {
    conversation,
    messages,
    turn,
    live,
    connected,
    status: statusOf(turn, live, messages.data),
    onDecide,
    onSettle,
    send,
    cancel,
    resume,
    active: !over && turn !== null && !finished,
    stop: () => turn && cancel.mutate(turn),
    goOn: () => {
      const last = messages.data?.at(-1)?.turn;
      if (last) resume.mutate(last, { onSuccess: () => restart(last) });
    },
  };
}

/** What is known of the turn: live, or as it was stored. */
function statusOf(turn: string | null, live: LiveTurn, messages: Message[] | undefined): TurnStatus | null {
  return live.empty
    ? (messages?.findLast((one) => one.role === "assistant" && one.turn === turn)?.status ?? null)
    : live.status;
}

/** The active turn; after its end it stays the shown one, so that its answer does not jump while it is read again. */
function useShownTurn(conversation: Conversation | undefined): string | null {
  const [shown, setShown] = useState<{ conversation: string; turn: string } | null>(null);
  const active = conversation?.active_turn ?? null;
  useEffect(() => {
    if (conversation && active) setShown({ conversation: conversation.id, turn: active });
  }, [conversation, active]);
  if (active) return active;
  return shown && shown.conversation === conversation?.id ? shown.turn : null;
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
