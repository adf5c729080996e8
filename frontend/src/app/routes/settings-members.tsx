import { Page, Section } from "@/components/ui/page";
import { InvitationList } from "@/features/organization/components/invitation-list";
import { MemberList } from "@/features/organization/components/member-list";
import { SettingsTabs } from "@/features/organization/components/settings-tabs";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

export function SettingsMembersRoute() {
  const { organization } = usePlace();
  useTitle("Members");
  return (
    <Page narrow title={`${organization.name} settings`}>
      <SettingsTabs />
      <Section title="Members">
        <MemberList />
      </Section>
      <Section title="Invitations">
        <InvitationList />
      </Section>
    </Page>
  );
}
