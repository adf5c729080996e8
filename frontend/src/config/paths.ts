/** Every address that the workspace knows. API paths are typed in the requests themselves (types/schema.d.ts). */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  signUp: "/sign-up",
  confirm: "/confirm",
  profile: "/profile",
  invitation: "/invitations/$token",
  organization: "/o/$org",
  conversation: "/o/$org/c/$conversation",
  directory: "/o/$org/connectors",
  listing: "/o/$org/connectors/$slug",
  listingSetup: "/o/$org/connectors/$slug/set-up",
  customizeConnectors: "/o/$org/customize/connectors",
  projects: "/o/$org/projects",
  project: "/o/$org/projects/$project",
  approvals: "/o/$org/approvals",
  settingsGeneral: "/o/$org/settings/general",
  settingsMembers: "/o/$org/settings/members",
  settingsConnectors: "/o/$org/settings/connectors",
  settingsAudit: "/o/$org/settings/audit",
} as const;

export const sessionPaths = {
  config: "/_allauth/browser/v1/config",
  session: "/_allauth/browser/v1/auth/session",
  login: "/_allauth/browser/v1/auth/login",
  signup: "/_allauth/browser/v1/auth/signup",
  email: "/_allauth/browser/v1/account/email",
  password: "/_allauth/browser/v1/account/password/change",
  /** Django's own pages, for what the workspace does not do: verification, a second factor, a forgotten password. */
  fallbackLogin: "/accounts/login/",
  fallbackReset: "/accounts/password/reset/",
} as const;

/** The live events of a turn. */
export function turnEvents(org: string, turn: string): string {
  return `/api/v1/organizations/${encodeURIComponent(org)}/turns/${encodeURIComponent(turn)}/events`;
}
