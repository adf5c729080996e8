import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Says that a notice of a conversation has been read. */
export function useDismissNotice(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (notice: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/conversations/{conversation_id}/notices/{notice_id}", {
          params: { path: { org, conversation_id: conversation, notice_id: notice } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.conversation(org, conversation) }),
  });
}
