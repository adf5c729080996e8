import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

interface Start {
  connector: string;
  /** The path to come back to, relative. */
  returnTo: string;
  label?: string;
}

/** Begins to connect an account; mostly by going to the other side's own sign-in page. */
export function useStartConnection(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ connector, returnTo, label }: Start) => {
      const started = await unwrap(
        api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/connections", {
          params: { path: { org, connector_id: connector } },
          body: { return_to: returnTo, ...(label && { label }) },
        }),
      );
      if (started.authorization_url) window.location.assign(started.authorization_url);
      return started;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
