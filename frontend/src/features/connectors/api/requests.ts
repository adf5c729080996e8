import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** What members ask the owners to enable and nobody has decided on: all of it for owners, one's own for others. */
export function useOpenRequests(org: string, enabled = true) {
  return useQuery({
    queryKey: keys.openRequests(org),
    enabled,
    queryFn: () =>
      everyRow(
        api.GET("/api/v1/organizations/{org}/connector-requests", {
          params: { path: { org }, query: { status: "open", ...WHOLE } },
        }),
      ),
  });
}

/** A member asks for a listing; asking again while it is open changes the reason. */
export function useRequestConnector(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { listing: string; reason: string }) =>
      unwrap(api.POST("/api/v1/organizations/{org}/connector-requests", { params: { path: { org } }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}

interface Closing {
  request: string;
  status: "approved" | "dismissed" | "withdrawn";
  /** An owner's word to the member. */
  answer?: string;
}

/** An owner decides, or the member takes the request back. */
export function useCloseRequest(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ request, ...body }: Closing) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/connector-requests/{connector_request_id}", {
          params: { path: { org, connector_request_id: request } },
          body,
        }),
      ),
    // What somebody else closed meanwhile is shown anew, too.
    onSettled: () => client.invalidateQueries({ queryKey: keys.connecting(org) }),
  });
}
