import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Effect, Tool } from "@/types/api";

/** An owner says what the shown version of a custom connector's tool does; null takes it back. */
export function useMarkEffect(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tool, effect }: { tool: Tool; effect: Effect | null }) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/connectors/{connector_id}/tools/{name}", {
          params: { path: { org, connector_id: connector, name: tool.name } },
          body: { effect, digest: tool.digest },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
