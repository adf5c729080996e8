import { useQuery } from "@tanstack/react-query";

import { api, everyRow, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { ToolCall } from "@/types/api";

const EVERY_MILLISECONDS = 20_000;

/** The calls, over all conversations, that wait for one's decision; looked up again now and then. */
export function useWaitingCalls(org: string) {
  return useQuery({
    queryKey: keys.waiting(org),
    refetchInterval: EVERY_MILLISECONDS,
    queryFn: async (): Promise<ToolCall[]> => {
      const [decisions, outcomes] = await Promise.all([of(org, "awaiting_approval"), of(org, "unknown")]);
      return [...decisions, ...outcomes];
    },
  });
}

function of(org: string, status: "awaiting_approval" | "unknown"): Promise<ToolCall[]> {
  return everyRow<ToolCall>(
    api.GET("/api/v1/organizations/{org}/tool-calls", { params: { path: { org }, query: { status, ...WHOLE } } }),
  );
}
