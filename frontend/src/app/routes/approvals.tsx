import { Page, Section } from "@/components/ui/page";
import { StandingApprovals } from "@/features/chat/approvals/standing-approvals";
import { WaitingList } from "@/features/chat/approvals/waiting-list";
import { useTitle } from "@/lib/use-title";

export function ApprovalsRoute() {
  useTitle("Approvals");
  return (
    <Page narrow title="Approvals" about="What waits for your decision, in all your chats.">
      <WaitingList />
      <Section title="Always allowed">
        <StandingApprovals />
      </Section>
    </Page>
  );
}
