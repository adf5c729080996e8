import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Whom a conversation can be shown, and if not, why; asked anew whenever the dialog opens. */
export function useSharing(org: string, conversation: string) {
  return useQuery({
    queryKey: keys.sharing(org, conversation),
    staleTime: 0,
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/sharing", { params: { path: { org, conversation_id: conversation } } })),
  });
}
