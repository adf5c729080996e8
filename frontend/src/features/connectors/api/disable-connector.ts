import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** An owner disables a connector: every connection to it ends. */
export function useDisableConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connector: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/connectors/{connector_id}", {
          params: { path: { org, connector_id: connector } },
        }),
      ),
    // Chats in which it was on have a notice now.
    onSuccess: () =>
      Promise.all(
        [keys.connecting(org), keys.conversations(org)].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
