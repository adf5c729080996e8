import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Ends a connection at once; its secrets are deleted. */
export function useDisconnect(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ connector, connection }: { connector: string; connection: string }) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/connectors/{connector_id}/connections/{connection_id}", {
          params: { path: { org, connector_id: connector, connection_id: connection } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
