import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { ApiProblem, offline, OFFLINE } from "@/lib/problem";
import { keys } from "@/lib/query-keys";
import type { Conversation, Message } from "@/types/api";

import type { Wanted } from "./conversations";
import { tellOtherTabs } from "../stream/tabs";
import { started, type Started } from "./started";

interface Sent {
  conversation: string;
  text: string;
}

/** So long the server may be silent: it answers within a couple of seconds even when a part of it stands still. */
export const ANSWER_MILLISECONDS = 12_000;
const IN_PROGRESS = "idempotency_in_progress";
/** One key per message that was not heard of yet: sending it again is the same message, also after it was answered. */
const unheard = new Map<string, string>();

/** Sends a message; its turn then runs and is shown at once, from the same answer if the server streams it. */
export function useSendMessage(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sent: Sent) => heard(JSON.stringify(sent), (key, signal) => sendTo(org, sent, key, signal)),
    onSuccess: ({ message, turn }, { conversation }) => {
      tellOtherTabs({ org, conversation });
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all = []) =>
        all.some((one) => one.id === message.id) ? all : [...all, message],
      );
      client.setQueryData<Conversation>(
        keys.conversation(org, conversation),
        (one) => one && { ...one, active_turn: turn.id },
      );
      void client.invalidateQueries({ queryKey: keys.conversation(org, conversation), exact: true });
      void client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
    onError: (_, { conversation }) => {
      // It may be there although nobody heard so, or another answer is being written: what runs is shown.
      void client.invalidateQueries({ queryKey: keys.conversation(org, conversation), exact: true });
      void client.invalidateQueries({ queryKey: keys.messages(org, conversation) });
    },
  });
}

interface Beginning {
  project: string | null;
  connectors: Wanted[];
  text: string;
}

/** Makes a conversation with its connectors and its first message, in one request; `turn.conversation` is its id. */
export function useBeginConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (beginning: Beginning) =>
      heard(JSON.stringify(beginning), (key, signal) => begin(org, beginning, key, signal)),
    onSuccess: ({ message, turn }) => {
      tellOtherTabs({ org, conversation: turn.conversation });
      client.setQueryData<Message[]>(keys.messages(org, turn.conversation), [message]);
      void client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}

type Send = (key: string, signal: AbortSignal) => Promise<{ response: Response; data?: unknown; error?: unknown }>;

/** Sends it, and asks once more what became of it when no answer came. Throws ApiProblem. */
async function heard(place: string, send: Send): Promise<Started> {
  const key = unheard.get(place) ?? newKey();
  unheard.set(place, key);
  try {
    const answer = await sendOnce(send, key).catch((error: unknown) => {
      if (!isUnheard(error)) throw error;
      return sendOnce(send, key);
    });
    unheard.delete(place);
    return answer;
  } catch (error) {
    if (!isUnheard(error)) unheard.delete(place);
    throw error;
  }
}

/** `randomUUID` is there over https only. */
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const isUnheard = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.code === OFFLINE || error.code === IN_PROGRESS);

/** One request, given up when not even its first word comes in time. */
async function sendOnce(send: Send, key: string): Promise<Started> {
  const silence = new AbortController();
  const timer = window.setTimeout(() => silence.abort(), ANSWER_MILLISECONDS);
  const call = send(key, silence.signal);
  try {
    await unwrap(call);
    return await started((await call).response);
  } catch (error) {
    throw silence.signal.aborted ? offline() : error;
  } finally {
    window.clearTimeout(timer);
  }
}

const asEvents = (key: string, signal: AbortSignal) =>
  ({ headers: { Accept: "text/event-stream", "Idempotency-Key": key }, parseAs: "stream", signal }) as const;

const sendTo = (org: string, { conversation, text }: Sent, key: string, signal: AbortSignal) =>
  api.POST("/api/v1/organizations/{org}/conversations/{conversation_id}/messages", {
    params: { path: { org, conversation_id: conversation } },
    body: { text },
    ...asEvents(key, signal),
  });

const begin = (org: string, { text, ...place }: Beginning, key: string, signal: AbortSignal) =>
  api.POST("/api/v1/organizations/{org}/conversations", {
    params: { path: { org } },
    body: { ...place, message: { text } },
    ...asEvents(key, signal),
  });
