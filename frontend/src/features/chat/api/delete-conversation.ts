import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Deletes a conversation; its links die, a running turn stops. */
export function useDeleteConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(api.DELETE("/api/v1/organizations/{org}/conversations/{conversation_id}", { params: { path: { org, conversation_id: id } } })),
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: keys.conversation(org, id) });
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}
