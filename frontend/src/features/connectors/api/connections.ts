import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

import { noteSignIn } from "../accounts/started-sign-in";

export interface Start {
  connector: string;
  /** The path to come back to, relative. */
  returnTo: string;
  label?: string;
  /** The conversation in which the connector is to be switched on when one comes back. */
  conversation?: string;
  /** The person's own keys, by the names of the connector's `header_fields`. */
  headers?: Record<string, string>;
}

/** Begins to connect an account; mostly by going to the other side's own sign-in page. */
export function useStartConnection(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ connector, returnTo, label, conversation, headers }: Start) => {
      const started = await unwrap(
        api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/connections", {
          params: { path: { org, connector_id: connector } },
          body: { return_to: returnTo, ...(label && { label }), ...(headers && { headers }) },
        }),
      );
      if (started.authorization_url && conversation) noteSignIn({ conversation, connector, connection: started.id });
      if (started.authorization_url) window.location.assign(started.authorization_url);
      return started;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

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
