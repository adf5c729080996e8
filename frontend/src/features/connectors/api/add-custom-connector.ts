import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

export interface CustomConnector {
  name: string;
  url: string;
  oauth_client_id?: string;
  oauth_client_secret?: string;
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
