import { Section } from "@/components/ui/page";
import { useOpenRequests } from "@/features/connectors/api/requests";
import { EnablementTable } from "@/features/connectors/enabling/enablement-table";
import { RequestList } from "@/features/connectors/requests/request-list";
import { useMembers } from "@/features/settings/api/members";
import { AuditLog } from "@/features/settings/organization/audit-log";
import { InvitationList } from "@/features/settings/organization/invitation-list";
import { MemberList } from "@/features/settings/organization/member-list";
import { OrganizationForm } from "@/features/settings/organization/organization-form";
import { isOwner, usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

import { SettingsFrame } from "../frames";

export function SettingsGeneralRoute() {
  const { organization } = usePlace();
  useTitle("Settings");
  return (
    <SettingsFrame>
      <OrganizationForm key={organization.name} />
    </SettingsFrame>
  );
}

export function SettingsMembersRoute() {
  const { org } = usePlace();
  useTitle("Members");
  // How many there are is not known before; what stands below would move.
  const { isLoading } = useMembers(org);
  return (
    <SettingsFrame>
      <Section title="Members">
        <MemberList />
      </Section>
      {!isLoading && (
        <Section title="Invitations">
          <InvitationList />
        </Section>
      )}
    </SettingsFrame>
  );
}

export function SettingsConnectorsRoute() {
  const { org, role } = usePlace();
  useTitle("Connector settings");
  // How many there are is not known before; what stands below would move.
  const { isLoading } = useOpenRequests(org, isOwner(role));
  return (
    <SettingsFrame>
      {isOwner(role) && <RequestList />}
      {!isLoading && <EnablementTable />}
    </SettingsFrame>
  );
}

export function SettingsAuditRoute() {
  useTitle("Audit log");
  return (
    <SettingsFrame wide>
      <AuditLog />
    </SettingsFrame>
  );
}
