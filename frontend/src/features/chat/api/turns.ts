import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Conversation, Message } from "@/types/api";

/** Stops a turn; the stream then says that it ended. */
export function useCancelTurn(org: string) {
  return useMutation({
    mutationFn: (turn: string) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/turns/{turn_id}/cancellation", {
          params: { path: { org, turn_id: turn } },
        }),
      ),
  });
}

/** Try again, and Continue: the turn goes on from its last kept step, and its answer is written on. */
export function useResumeTurn(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (turn: string) =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/turns/{turn_id}/resumption", {
          params: { path: { org, turn_id: turn } },
        }),
      ),
    onSuccess: ({ id, status }) => {
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all) =>
        all?.map((one) =>
          one.turn === id && one.role === "assistant" ? { ...one, status, error: null, ending: null } : one,
        ),
      );
      client.setQueryData<Conversation>(
        keys.conversation(org, conversation),
        (one) => one && { ...one, active_turn: id },
      );
    },
  });
}
