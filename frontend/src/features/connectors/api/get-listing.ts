import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** All that a listing says. */
export function useListing(org: string, slug: string) {
  return useQuery({
    queryKey: keys.listing(org, slug),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/directory/{slug}", { params: { path: { org, slug } } })),
  });
}
