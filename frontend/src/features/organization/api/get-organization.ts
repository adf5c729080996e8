import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** An organization, its settings and what one may do there. */
export const organizationQuery = (org: string) =>
  queryOptions({
    queryKey: keys.organization(org),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}", { params: { path: { org } } })),
    staleTime: 60_000,
  });
