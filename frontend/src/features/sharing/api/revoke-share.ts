import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Kills a link. */
export function useRevokeShare(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (share: string) => unwrap(api.DELETE("/api/v1/organizations/{org}/shares/{share_id}", { params: { path: { org, share_id: share } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sharing(org, conversation) }),
  });
}
