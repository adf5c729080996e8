import { Page } from "@/components/ui/page";
import { AuditLog } from "@/features/organization/components/audit-log";
import { SettingsTabs } from "@/features/organization/components/settings-tabs";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

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
