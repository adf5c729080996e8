import { Section } from "@/components/ui/page";
import { useWaitingCalls } from "@/features/chat/api/tool-calls";
import { StandingApprovals } from "@/features/chat/approvals/standing-approvals";
import { WaitingList } from "@/features/chat/approvals/waiting-list";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

import { ApprovalsFrame } from "../frames";

export function ApprovalsRoute() {
  const { org } = usePlace();
  useTitle("Approvals");
  // How much waits is not known before; what stands below would move.
  const { isLoading } = useWaitingCalls(org);
  return (
    <ApprovalsFrame>
      <WaitingList />
      {!isLoading && (
        <Section title="Always allowed">
          <StandingApprovals />
        </Section>
      )}
    </ApprovalsFrame>
  );
}
