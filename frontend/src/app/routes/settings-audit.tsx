export function SettingsAuditRoute() {
  return null;
}
