import { useCallback } from "react";

import { Section } from "@/components/ui/page";
import { useAnswerToolCall, useGoOnWithout, useWaitingCalls } from "@/features/chat/api/tool-calls";
import { StandingApprovals } from "@/features/chat/approvals/standing-approvals";
import { WaitingList } from "@/features/chat/approvals/waiting-list";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";
import type { ToolCall } from "@/types/api";

import { ApprovalsFrame } from "../frames";
import { useWaitActions } from "../use-wait-actions";

export function ApprovalsRoute() {
  const { org } = usePlace();
  useTitle("Approvals");
  // How much waits is not known before; what stands below would move.
  const { mutateAsync: without } = useGoOnWithout(org);
  const { mutateAsync: answer } = useAnswerToolCall(org);
  const { waits, dialog } = useWaitActions({
    onGoOnWithout: useCallback((call: ToolCall) => without(call.id), [without]),
    onAnswer: useCallback((call: ToolCall, answers) => answer({ call: call.id, answers }), [answer]),
  });
  const { isLoading } = useWaitingCalls(org);
  return (
    <ApprovalsFrame>
      {dialog}
      <WaitingList waits={waits} />
      {!isLoading && (
        <Section title="Always allowed">
          <StandingApprovals />
        </Section>
      )}
    </ApprovalsFrame>
  );
}
