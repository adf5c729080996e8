import { Page } from "@/components/ui/page";
import { EnablementTable } from "@/features/connectors/components/enablement-table";
import { SettingsTabs } from "@/features/organization/components/settings-tabs";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

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
