import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

interface Changes {
  oauth_client_id?: string;
  oauth_client_secret?: string;
  /** null: the sign-in server where the client id is used next. */
  oauth_issuer?: string | null;
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
