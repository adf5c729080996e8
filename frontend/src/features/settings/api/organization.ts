import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { OrganizationSettings } from "@/types/api";

/** An organization, its settings and what one may do there. */
export const organizationQuery = (org: string) =>
  queryOptions({
    queryKey: keys.organization(org),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}", { params: { path: { org } } })),
    staleTime: 60_000,
  });

/** Changes the organization's name or what it allows; much depends on it, so all of it is read again. */
export function useChangeOrganization(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; settings?: Partial<OrganizationSettings> }) =>
      unwrap(api.PATCH("/api/v1/organizations/{org}", { params: { path: { org } }, body })),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.organization(org) }),
        client.invalidateQueries({ queryKey: keys.me }),
      ]),
  });
}
