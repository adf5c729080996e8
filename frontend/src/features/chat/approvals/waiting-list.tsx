import { Link } from "@tanstack/react-router";
import { useCallback } from "react";

import { ProblemNotice } from "@/components/ui/notice";
import { Empty } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { paths } from "@/config/paths";
import { boot } from "@/lib/boot";
import { usePlace } from "@/lib/organization-context";
import type { ToolCall } from "@/types/api";

import {
  type Outcome,
  type ToolCallDecision,
  useDecideToolCall,
  useSettleToolCall,
  useWaitingCalls,
} from "../api/tool-calls";
import { ToolCallCard } from "../tool-call/tool-call-card";
import type { WaitActions } from "../tool-call/tool-call-connection";

/** What waits for one's decision, over all conversations, with the same card as there. */
export function WaitingList({ waits }: { waits: WaitActions }) {
  const { org } = usePlace();
  const waiting = useWaitingCalls(org);
  const { mutateAsync: decide } = useDecideToolCall(org);
  const { mutateAsync: settle } = useSettleToolCall(org);
  const onDecide = useCallback(
    (call: ToolCall, decision: ToolCallDecision) => decide({ call: call.id, ...decision }),
    [decide],
  );
  const onSettle = useCallback((call: ToolCall, outcome: Outcome) => settle({ call: call.id, outcome }), [settle]);
  if (waiting.isLoading) return <RowsSkeleton rows={2} />;
  return (
    <div style={{ display: "grid", gap: 16 }}>
      <ProblemNotice error={waiting.error} />
      {waiting.data?.length === 0 && <Empty>Nothing waits for you.</Empty>}
      {waiting.data?.map((call) => (
        <div key={call.id} style={{ display: "grid", gap: 6 }}>
          <ToolCallCard call={call} onDecide={onDecide} onSettle={onSettle} waits={waits} />
          <Link
            to={paths.conversation}
            params={{ org, conversation: call.conversation }}
            style={{ justifySelf: "end", fontSize: 12 }}
          >
            Open the chat
          </Link>
        </div>
      ))}
      {boot.model.demo && Boolean(waiting.data?.length) && (
        <p style={{ color: "var(--color-text-tertiary)", fontSize: 12 }}>{boot.model.label}</p>
      )}
    </div>
  );
}
