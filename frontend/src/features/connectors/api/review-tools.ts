import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Tool } from "@/types/api";

/** An owner accepts exactly the tools that are on the screen, in the versions that are shown there. */
export function useReviewTools(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (shown: Tool[]) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/tool-reviews", {
          params: { path: { org, connector_id: connector } },
          body: { tools: shown.map(({ name, digest }) => ({ name, digest })) },
        }),
      ),
    // A list that changed meanwhile is shown anew, too.
    onSettled: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
