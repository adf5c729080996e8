import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Every enabled connector with its state in a conversation. */
export function useToggles(org: string, conversation: string | null) {
  return useQuery({
    queryKey: keys.toggles(org, conversation ?? ""),
    enabled: conversation !== null,
    staleTime: 0,
    queryFn: () =>
      everyRow(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/connectors", {
          params: { path: { org, conversation_id: conversation ?? "" }, query: WHOLE },
        }),
      ),
  });
}
