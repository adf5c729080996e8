import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ReviewedTool, Verdict } from "@/types/api";

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

export interface Review {
  shown: Pick<ReviewedTool, "name" | "digest">[];
  verdict: Verdict;
}

/** An owner accepts or refuses exactly the tools that are on the screen, in the versions that are shown there. */
export function useReviewTools(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ shown, verdict }: Review) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/tool-reviews", {
          params: { path: { org, connector_id: connector } },
          body: { tools: shown.map(({ name, digest }) => ({ name, digest })), verdict },
        }),
      ),
    // A list that changed meanwhile is shown anew, too.
    onSettled: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
