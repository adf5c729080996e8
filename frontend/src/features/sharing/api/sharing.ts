import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Share } from "@/types/api";

/** Whom a conversation can be shown, and if not, why; asked anew whenever the dialog opens. */
export function useSharing(org: string, conversation: string) {
  return useQuery({
    queryKey: keys.sharing(org, conversation),
    staleTime: 0,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/sharing", {
          params: { path: { org, conversation_id: conversation } },
        }),
      ),
  });
}

/** Makes a link to the conversation as it is now. */
export function useShareConversation(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { audience: Share["audience"]; confirm_redacted: boolean }) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/conversations/{conversation_id}/shares", {
          params: { path: { org, conversation_id: conversation } },
          body,
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sharing(org, conversation) }),
  });
}

/** Kills a link. */
export function useRevokeShare(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (share: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/shares/{share_id}", { params: { path: { org, share_id: share } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sharing(org, conversation) }),
  });
}
