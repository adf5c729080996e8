import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

const at = (org: string, connector: string) => ({ params: { path: { org, connector_id: connector } } });

/** What there is to read before one connects health records, and what one agreed to. */
export function useConsent(org: string, connector: string) {
  return useQuery({
    queryKey: keys.consent(org, connector),
    queryFn: () => unwrap(api.GET("/api/v1/organizations/{org}/connectors/{connector_id}/consent", at(org, connector))),
  });
}

/** Agrees to the text of that version, for these kinds of records. */
export function useGiveConsent(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { version: string; categories: string[] }) =>
      unwrap(
        api.PUT("/api/v1/organizations/{org}/connectors/{connector_id}/consent", {
          ...at(org, connector),
          body: body as never,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

/** Withdraws it: one's accounts there end at once, and where that is wanted the chats with such content are deleted. */
export function useWithdrawConsent(org: string, connector: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ withChats }: { withChats: boolean }) => {
      await unwrap(api.DELETE("/api/v1/organizations/{org}/connectors/{connector_id}/consent", at(org, connector)));
      if (withChats)
        await unwrap(api.DELETE("/api/v1/organizations/{org}/connectors/{connector_id}/chats", at(org, connector)));
    },
    onSuccess: () =>
      Promise.all(
        [keys.connecting(org), keys.conversations(org)].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}
