import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
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
