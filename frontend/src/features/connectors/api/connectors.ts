import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** The organization's connectors, with one's own connections. */
export function useConnectors(org: string, enabled = true) {
  return useQuery({
    queryKey: keys.connectors(org),
    enabled,
    queryFn: () =>
      everyRow(api.GET("/api/v1/organizations/{org}/connectors", { params: { path: { org }, query: WHOLE } })),
  });
}

/** Whether the person may add a custom connector here, and why not. */
export function useConnectorActions(org: string) {
  return useQuery({
    queryKey: keys.connectorActions(org),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/connector-actions", { params: { path: { org } } })),
  });
}

/** An owner enables a listing for the organization. */
export function useEnableConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (listing: string) =>
      unwrap(api.POST("/api/v1/organizations/{org}/connectors", { params: { path: { org } }, body: { listing } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

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

export interface CustomConnector {
  name: string;
  url: string;
  oauth_client_id?: string;
  oauth_client_secret?: string;
  header_fields?: { name: string; prefix: string }[];
}

/** Adds a server that no listing describes. The API checks first that it answers. */
export function useAddCustomConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CustomConnector) =>
      unwrap(api.POST("/api/v1/organizations/{org}/connectors", { params: { path: { org } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

interface Changes {
  oauth_client_id?: string;
  oauth_client_secret?: string;
  /** null: the sign-in server where the client id is used next. */
  oauth_issuer?: string | null;
  /** The headers of members' own keys: who has others is asked anew. */
  header_fields?: { name: string; prefix: string }[];
  /** Sign in although the server does not announce PKCE. */
  pkce_undeclared?: boolean;
  /** The longest that one of its tools may run; null: as usual. */
  tool_seconds?: number | null;
}

/** An owner changes how long a connector's tools may run, or how one signs in at a custom one. */
export function useChangeConnector(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Changes) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/connectors/{connector_id}", {
          params: { path: { org, connector_id: connector } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
