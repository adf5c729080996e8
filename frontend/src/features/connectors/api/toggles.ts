import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Toggle } from "@/types/api";

/** Every enabled connector with its state in a conversation. */
export function useToggles(org: string, conversation: string | null) {
  return useQuery({
    queryKey: keys.toggles(org, conversation ?? ""),
    enabled: conversation !== null,
    staleTime: 0,
    queryFn: () =>
      everyRow(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/connectors", {
          params: { path: { org, conversation_id: conversation ?? "" }, query: WHOLE },
        }),
      ),
  });
}

interface Change {
  conversation: string;
  connector: string;
  enabled: boolean;
  /** Which of several accounts. */
  connection?: string;
}

/** Switches a connector on or off in one conversation; shown at once, taken back when refused. */
export function useToggleConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ conversation, connector, ...body }: Change) =>
      unwrap(
        api.PUT("/api/v1/organizations/{org}/conversations/{conversation_id}/connectors/{connector_id}", {
          params: { path: { org, conversation_id: conversation, connector_id: connector } },
          body,
        }),
      ),
    onMutate: ({ conversation, connector, enabled }) => {
      client.setQueryData<Toggle[]>(keys.toggles(org, conversation), (all) =>
        all?.map((one) => (one.connector.id === connector ? { ...one, enabled } : one)),
      );
    },
    onSettled: async (_, __, { conversation }) => {
      const queryKey = keys.toggles(org, conversation);
      // A first read that is still under way may show the state before the change: it is not joined, but begun anew.
      await client.cancelQueries({ queryKey });
      await client.invalidateQueries({ queryKey });
      // A notice of its going off is over.
      await client.invalidateQueries({ queryKey: keys.conversation(org, conversation), exact: true });
    },
  });
}
