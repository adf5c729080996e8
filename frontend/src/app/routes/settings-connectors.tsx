export function SettingsConnectorsRoute() {
  return null;
}
