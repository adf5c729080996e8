import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Conversation, Message } from "@/types/api";

import { tellOtherTabs } from "../stream/tabs";
import { started } from "./started";

interface Sent {
  conversation: string;
  text: string;
}

/** Sends a message; its turn then runs and is shown at once, from the same answer if the server streams it. */
export function useSendMessage(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ conversation, text }: Sent) => {
      const call = api.POST("/api/v1/organizations/{org}/conversations/{conversation}/messages", {
        params: { path: { org, conversation } },
        body: { text },
        headers: { Accept: "text/event-stream" },
        parseAs: "stream",
      });
      await unwrap(call);
      return started((await call).response);
    },
    onSuccess: ({ message, turn }, { conversation }) => {
      tellOtherTabs({ org, conversation });
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all = []) => [...all, message]);
      client.setQueryData<Conversation>(keys.conversation(org, conversation), (one) => one && { ...one, active_turn: turn.id });
      void client.invalidateQueries({ queryKey: keys.conversation(org, conversation), exact: true });
      void client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}
