import { useQuery } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { paths } from "@/types/schema";

type Query = NonNullable<paths["/api/v1/organizations/{org}/directory"]["get"]["parameters"]["query"]>;
export type DirectoryFilter = Pick<Query, "q" | "category" | "effect" | "interactive" | "state">;

/** The listings that fit, with what each is for this organization and person. */
export function useDirectory(org: string, filter: DirectoryFilter = {}, enabled = true) {
  return useQuery({
    queryKey: keys.directory(org, filter),
    enabled,
    queryFn: () =>
      everyRow(
        api.GET("/api/v1/organizations/{org}/directory", { params: { path: { org }, query: { ...filter, ...WHOLE } } }),
      ),
    placeholderData: (before) => before,
  });
}

/** All that a listing says. */
export function useListing(org: string, slug: string) {
  return useQuery({
    queryKey: keys.listing(org, slug),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/directory/{slug}", { params: { path: { org, slug } } })),
  });
}
