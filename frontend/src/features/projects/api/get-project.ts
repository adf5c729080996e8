import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

export function useProject(org: string, id: string) {
  return useQuery({
    queryKey: keys.project(org, id),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organizations/{org}/projects/{project_id}", { params: { path: { org, project_id: id } } }),
      ),
  });
}
