import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** An owner enables a listing for the organization. */
export function useEnableConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (listing: string) =>
      unwrap(api.POST("/api/v1/organizations/{org}/connectors", { params: { path: { org } }, body: { listing } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
