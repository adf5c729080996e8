import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { ApiProblem, offline, OFFLINE } from "@/lib/problem";
import { keys } from "@/lib/query-keys";
import type { Conversation, Message } from "@/types/api";

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
    mutationFn: (sent: Sent) => heard(org, sent),
    onSuccess: ({ message, turn }, { conversation }) => {
      tellOtherTabs({ org, conversation });
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all = []) =>
        all.some((one) => one.id === message.id) ? all : [...all, message],
      );
      client.setQueryData<Conversation>(keys.conversation(org, conversation), (one) => one && { ...one, active_turn: turn.id });
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

/** Sends it, and asks once more what became of it when no answer came. Throws ApiProblem. */
async function heard(org: string, sent: Sent): Promise<Started> {
  const place = JSON.stringify(sent);
  const key = unheard.get(place) ?? newKey();
  unheard.set(place, key);
  try {
    const answer = await sendOnce(org, sent, key).catch((error: unknown) => {
      if (!isUnheard(error)) throw error;
      return sendOnce(org, sent, key);
    });
    unheard.delete(place);
    return answer;
  } catch (error) {
    if (!isUnheard(error)) unheard.delete(place);
    throw error;
  }
}

/** `randomUUID` is there over https only. */
const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const isUnheard = (error: unknown): boolean => error instanceof ApiProblem && (error.code === OFFLINE || error.code === IN_PROGRESS);

/** One request, given up when not even its first word comes in time. */
async function sendOnce(org: string, { conversation, text }: Sent, key: string): Promise<Started> {
  const silence = new AbortController();
  const timer = window.setTimeout(() => silence.abort(), ANSWER_MILLISECONDS);
  const call = api.POST("/api/v1/organizations/{org}/conversations/{conversation_id}/messages", {
    params: { path: { org, conversation_id: conversation } },
    body: { text },
    headers: { Accept: "text/event-stream", "Idempotency-Key": key },
    parseAs: "stream",
    signal: silence.signal,
  });
  try {
    await unwrap(call);
    return await started((await call).response);
  } catch (error) {
    throw silence.signal.aborted ? offline() : error;
  } finally {
    window.clearTimeout(timer);
  }
}
