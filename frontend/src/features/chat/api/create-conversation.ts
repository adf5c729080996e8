import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Makes an empty conversation, in a project or in one's own space. */
export function useCreateConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (project: string | null) =>
      unwrap(api.POST("/api/v1/organizations/{org}/conversations", { params: { path: { org } }, body: { project } })),
    onSuccess: (conversation) => {
      client.setQueryData(keys.conversation(org, conversation.id), conversation);
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}
