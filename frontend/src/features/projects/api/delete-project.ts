import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

export function useDeleteProject(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/projects/{project_id}", { params: { path: { org, project_id: id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects(org), exact: true }),
  });
}
