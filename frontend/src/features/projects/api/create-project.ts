import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Visibility } from "@/types/api";

/** Makes a project; private unless said otherwise. */
export function useCreateProject(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; instructions: string; visibility: Visibility }) =>
      unwrap(api.POST("/api/v1/organizations/{org}/projects", { params: { path: { org } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.projects(org) }),
  });
}
