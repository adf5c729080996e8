import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Level } from "@/types/api";

interface Change {
  connector: string;
  /** A tool's name, or `@read`, `@write`, `@destructive` for all of an effect. */
  tool: string;
  scope: "organization" | "member";
  policy: Level;
}

/** Says whether a tool runs, asks first, or is blocked. */
export function useSetToolPolicy(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ connector, tool, ...body }: Change) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/connectors/{connector_id}/tools/{name}", {
          params: { path: { org, connector_id: connector, name: tool } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
