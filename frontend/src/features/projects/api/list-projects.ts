import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** The projects that one can see. */
export function useProjects(org: string) {
  return useQuery({
    queryKey: keys.projects(org),
    queryFn: () =>
      everyRow(api.GET("/api/v1/organizations/{org}/projects", { params: { path: { org }, query: WHOLE } })),
  });
}
