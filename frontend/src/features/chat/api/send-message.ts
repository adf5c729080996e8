import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Conversation, Message } from "@/types/api";

interface Sent {
  conversation: string;
  text: string;
}

/** Sends a message; its turn then runs and is shown at once. */
export function useSendMessage(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ conversation, text }: Sent) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/conversations/{conversation}/messages", {
          params: { path: { org, conversation } },
          body: { text },
        }),
      ),
    onSuccess: ({ message, turn }, { conversation }) => {
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all = []) => [...all, message]);
      client.setQueryData<Conversation>(keys.conversation(org, conversation), (one) => one && { ...one, active_turn: turn.id });
      void client.invalidateQueries({ queryKey: keys.conversation(org, conversation), exact: true });
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}
