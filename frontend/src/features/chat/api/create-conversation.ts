import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Conversation } from "@/types/api";

/** Makes an empty conversation, in a project or in one's own space. */
export function useCreateConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (project: string | null) => {
      const call = api.POST("/api/v1/organizations/{org}/conversations", { params: { path: { org } }, body: { project } });
      // Events come only to who asks for them (send-message.ts).
      return (await unwrap(call)) as Conversation;
    },
    onSuccess: (conversation) => {
      client.setQueryData(keys.conversation(org, conversation.id), conversation);
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}
