import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Role } from "@/types/api";

const ONE = "/api/v1/organizations/{org}/members/{member_id}";

/** Everyone in the organization. */
export function useMembers(org: string) {
  return useQuery({
    queryKey: keys.members(org),
    queryFn: () =>
      everyRow(api.GET("/api/v1/organizations/{org}/members", { params: { path: { org }, query: WHOLE } })),
  });
}

/** Gives a member another role. */
export function useChangeRole(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ member, role }: { member: string; role: Role }) =>
      unwrap(api.PATCH(ONE, { params: { path: { org, member_id: member } }, body: { role } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.members(org) }),
  });
}

/** Takes a member out; their connections end, their links die. */
export function useRemoveMember(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (member: string) => unwrap(api.DELETE(ONE, { params: { path: { org, member_id: member } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.members(org) }),
  });
}
