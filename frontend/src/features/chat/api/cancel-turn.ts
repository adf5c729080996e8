import { useMutation } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";

/** Stops a turn; the stream then says that it ended. */
export function useCancelTurn(org: string) {
  return useMutation({
    mutationFn: (turn: string) => unwrap(api.POST("/api/v1/organizations/{org}/turns/{turn_id}/cancellation", { params: { path: { org, turn_id: turn } } })),
  });
}
