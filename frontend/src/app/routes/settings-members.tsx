export function SettingsMembersRoute() {
  return null;
}
