export function SettingsGeneralRoute() {
  return null;
}
