import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** What one always allows. */
export function useStandingApprovals(org: string) {
  return useQuery({
    queryKey: keys.standing(org),
    queryFn: () =>
      everyRow(api.GET("/api/v1/organizations/{org}/standing-approvals", { params: { path: { org }, query: WHOLE } })),
  });
}

/** From now on it asks again. */
export function useRevokeStandingApproval(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (approval: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/standing-approvals/{standing_approval_id}", {
          params: { path: { org, standing_approval_id: approval } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
