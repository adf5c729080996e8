import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

interface Change {
  id: string;
  title?: string;
  project?: string | null;
}

/** Renames or moves a conversation. */
export function useChangeConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Change) =>
      unwrap(api.PATCH("/api/v1/organizations/{org}/conversations/{conversation_id}", { params: { path: { org, conversation_id: id } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.conversations(org) }),
  });
}
