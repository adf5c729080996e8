import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Whether the person may add a custom connector here, and why not. */
export function useConnectorActions(org: string) {
  return useQuery({
    queryKey: keys.connectorActions(org),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/connector-actions", { params: { path: { org } } })),
  });
}
