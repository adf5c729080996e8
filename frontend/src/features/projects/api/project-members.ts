import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

const PATH = "/api/v1/organizations/{org}/projects/{project_id}/members";

/** Who is in a private project. */
export function useProjectMembers(org: string, id: string) {
  return useQuery({
    queryKey: keys.projectMembers(org, id),
    queryFn: () => everyRow(api.GET(PATH, { params: { path: { org, project_id: id }, query: WHOLE } })),
  });
}

/** Brings somebody in or takes them out; both can switch connectors off in its conversations. */
export function useChangeProjectMembers(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ member, add }: { member: string; add: boolean }): Promise<void> => {
      const path = { org, project_id: id };
      if (add) await unwrap(api.POST(PATH, { params: { path }, body: { member } }));
      else await unwrap(api.DELETE(PATH, { params: { path, query: { member } } }));
    },
    onSuccess: () =>
      Promise.all([keys.projects(org), keys.connecting(org)].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
