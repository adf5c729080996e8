import { Page } from "@/components/ui/page";
import { OrganizationForm } from "@/features/organization/components/organization-form";
import { SettingsTabs } from "@/features/organization/components/settings-tabs";
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
