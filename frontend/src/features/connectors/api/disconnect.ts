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
    // Chats in which it was on have a notice now.
    onSuccess: () =>
      Promise.all(
        [keys.connecting(org), keys.conversations(org)].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
