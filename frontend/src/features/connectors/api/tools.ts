import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Effect, Level, Tool } from "@/types/api";

/** A connector's tools and what each may do for the person who asks. */
export function useTools(org: string, connector: string | null) {
  return useQuery({
    queryKey: keys.tools(org, connector ?? ""),
    enabled: connector !== null,
    queryFn: () =>
      everyRow<Tool>(
        api.GET("/api/v1/organizations/{org}/connectors/{connector_id}/tools", {
          params: { path: { org, connector_id: connector ?? "" }, query: WHOLE },
        }),
      ),
  });
}

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
