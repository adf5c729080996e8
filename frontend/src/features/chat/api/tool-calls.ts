import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { type ExactObject, writeExact } from "@/lib/exact-json";
import { keys } from "@/lib/query-keys";
import type { ToolCall } from "@/types/api";

import type { QuestionAnswer } from "../tool-call/input-form";

const EVERY_MILLISECONDS = 20_000;

/** The calls, over all conversations, that wait for one's decision; looked up again now and then. */
export function useWaitingCalls(org: string) {
  return useQuery({
    queryKey: keys.waiting(org),
    refetchInterval: EVERY_MILLISECONDS,
    queryFn: async (): Promise<ToolCall[]> => {
      const waiting = WAITING.map((status) => of(org, status));
      return (await Promise.all(waiting)).flat();
    },
  });
}

const WAITING = ["awaiting_approval", "awaiting_connection", "awaiting_input", "unknown"] as const;

function of(org: string, status: (typeof WAITING)[number]): Promise<ToolCall[]> {
  return everyRow<ToolCall>(
    api.GET("/api/v1/organizations/{org}/tool-calls", { params: { path: { org }, query: { status, ...WHOLE } } }),
  );
}

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
      unwrap(
        api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/decision", {
          params: { path: { org, tool_call_id: call } },
          body,
          bodySerializer: (decision) => writeExact(decision),
        }),
      ),
    // Not waited for: the card shows the answer at once.
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}

export type Outcome = "happened" | "retry" | "skip";

/** Says what became of a call whose outcome is unknown. */
export function useSettleToolCall(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ call, outcome }: { call: string; outcome: Outcome }): Promise<ToolCall> =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/outcome", {
          params: { path: { org, tool_call_id: call } },
          body: { outcome },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}

/** Goes on without the account that a call waits for. */
export function useGoOnWithout(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (call: string): Promise<ToolCall> =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/connection", {
          params: { path: { org, tool_call_id: call } },
          body: { decision: "go_on_without" },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}

/** Answers what the service asks in the middle of a call. */
export function useAnswerToolCall(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ call, answers }: { call: string; answers: Record<string, QuestionAnswer> }): Promise<ToolCall> =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/tool-calls/{tool_call_id}/input", {
          params: { path: { org, tool_call_id: call } },
          body: { answers },
        }),
      ),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.waiting(org) }),
  });
}
