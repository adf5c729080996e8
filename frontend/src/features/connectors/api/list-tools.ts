import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Tool } from "@/types/api";

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
