import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ReviewedTool } from "@/types/api";

/** What waits for an owner or was refused by one, beside the accepted version. Owners only. */
export function useToolReviews(org: string, connector: string) {
  return useQuery({
    queryKey: keys.toolReviews(org, connector),
    queryFn: () =>
      everyRow<ReviewedTool>(
        api.GET("/api/v1/organizations/{org}/connectors/{connector_id}/tool-reviews", {
          params: { path: { org, connector_id: connector }, query: WHOLE },
        }),
      ),
  });
}
