import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Role } from "@/types/api";

const ALL = "/api/v1/organizations/{org}/invitations";

/** The invitations that nobody has taken yet. */
export function useInvitations(org: string, enabled: boolean) {
  return useQuery({
    queryKey: keys.invitations(org),
    enabled,
    queryFn: () => everyRow(api.GET(ALL, { params: { path: { org }, query: WHOLE } })),
  });
}

/** Invites somebody; the link is in this answer and never again. */
export function useInvite(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) => unwrap(api.POST(ALL, { params: { path: { org } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.invitations(org) }),
  });
}

/** Takes an invitation back. */
export function useWithdrawInvitation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (invitation: string) =>
      unwrap(api.DELETE(`${ALL}/{invitation_id}`, { params: { path: { org, invitation_id: invitation } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.invitations(org) }),
  });
}
