import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Visibility } from "@/types/api";

/** Changes a project. Its visibility decides on connectors in its conversations, so they are read again too. */
export function useChangeProject(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; instructions?: string; visibility?: Visibility }) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/projects/{project_id}", {
          params: { path: { org, project_id: id } },
          body,
        }),
      ),
    onSuccess: () =>
      Promise.all(
        [keys.projects(org), keys.conversations(org), keys.connecting(org)].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
}
