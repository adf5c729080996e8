import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Share } from "@/types/api";

/** Makes a link to the conversation as it is now. */
export function useShareConversation(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { audience: Share["audience"]; confirm_redacted: boolean }) =>
      unwrap(api.POST("/api/v1/organizations/{org}/conversations/{conversation_id}/shares", { params: { path: { org, conversation_id: conversation } }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sharing(org, conversation) }),
  });
}
