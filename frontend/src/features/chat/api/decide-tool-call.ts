import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { type ExactObject, writeExact } from "@/lib/exact-json";
import { keys } from "@/lib/query-keys";
import type { ToolCall } from "@/types/api";

export interface ToolCallDecision {
  decision: "allow_once" | "always_allow" | "deny";
  arguments?: ExactObject;
  reason?: string;
}

/** Allows or denies the call that waits. */
export function useDecideToolCall(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ call, ...body }: ToolCallDecision & { call: string }): Promise<ToolCall> =>
      unwrap(api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/decision", { params: { path: { org, tool_call_id: call } }, body, bodySerializer: (decision) => writeExact(decision) })),
    // Not waited for: the card shows the answer at once.
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}
