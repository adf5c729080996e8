import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ToolCall } from "@/types/api";

export type Outcome = "happened" | "retry" | "skip";

/** Says what became of a call whose outcome is unknown. */
export function useSettleToolCall(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ call, outcome }: { call: string; outcome: Outcome }): Promise<ToolCall> =>
      unwrap(api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/outcome", { params: { path: { org, tool_call_id: call } }, body: { outcome } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}
