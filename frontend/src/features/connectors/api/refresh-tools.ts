import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Asks the connector's server, with one's own accounts, what it offers now. */
export function useRefreshTools(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/tool-refreshes", {
          params: { path: { org, connector_id: connector } },
        }),
      ),
    // Also after a failure: the account may have to sign in again.
    onSettled: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
