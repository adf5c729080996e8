export function InvitationRoute() {
  return null;
}
