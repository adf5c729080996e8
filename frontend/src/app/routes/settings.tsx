import { Page, Section } from "@/components/ui/page";
import { EnablementTable } from "@/features/connectors/enabling/enablement-table";
import { AuditLog } from "@/features/settings/organization/audit-log";
import { InvitationList } from "@/features/settings/organization/invitation-list";
import { MemberList } from "@/features/settings/organization/member-list";
import { OrganizationForm } from "@/features/settings/organization/organization-form";
import { SettingsTabs } from "@/features/settings/organization/settings-tabs";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

export function SettingsGeneralRoute() {
  const { organization } = usePlace();
  useTitle("Settings");
  return (
    <Page narrow title={`${organization.name} settings`}>
      <SettingsTabs />
      <OrganizationForm key={organization.name} />
    </Page>
  );
}

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

export function SettingsConnectorsRoute() {
  const { organization } = usePlace();
  useTitle("Connector settings");
  return (
    <Page narrow title={`${organization.name} settings`}>
      <SettingsTabs />
      <EnablementTable />
    </Page>
  );
}

export function SettingsAuditRoute() {
  const { organization } = usePlace();
  useTitle("Audit log");
  return (
    <Page title={`${organization.name} settings`}>
      <SettingsTabs />
      <AuditLog />
    </Page>
  );
}
