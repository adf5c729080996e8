import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { SetupChanges } from "@/types/api";

const at = (org: string, connector: string) => ({ params: { path: { org, connector_id: connector } } });

/** What a service wants before anybody can sign in, and what was entered of it. Owners only. */
export function useSetup(org: string, connector: string) {
  return useQuery({
    queryKey: keys.setup(org, connector),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/connectors/{connector_id}/setup", at(org, connector))),
  });
}

/** Enters it: a draft until the check has passed. */
export function useChangeSetup(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: SetupChanges) =>
      unwrap(api.PATCH("/api/v1/organizations/{org}/connectors/{connector_id}/setup", { ...at(org, connector), body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

/** The live check. What passes can be used from now on. */
export function useDiagnosis(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/organizations/{org}/connectors/{connector_id}/diagnosis", at(org, connector))),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
