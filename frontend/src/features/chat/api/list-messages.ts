import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Message } from "@/types/api";

/** The messages of a conversation, oldest first. */
export function useMessages(org: string, conversation: string | null) {
  return useQuery({
    queryKey: keys.messages(org, conversation ?? ""),
    enabled: conversation !== null,
    queryFn: (): Promise<Message[]> =>
      everyRow<Message>(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/messages", {
          params: { path: { org, conversation_id: conversation ?? "" }, query: WHOLE },
        }),
      ),
  });
}
