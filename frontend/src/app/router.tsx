import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { paths } from "@/config/paths";
import { meQuery } from "@/features/session/api/me";
import { ApiProblem } from "@/lib/problem";

import { ErrorScreen, LoadingScreen, NoSuchPage } from "./screens";
import { NewChatRoute } from "./routes/new-chat";
import { OrganizationLayout } from "./routes/organization-layout";
import { chatSearch, newChatSearch, nextSearch } from "./search";
import * as wait from "./skeletons";
import { WaitingWorkspace } from "./waiting-workspace";

interface Context {
  client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: ErrorScreen,
  notFoundComponent: NoSuchPage,
});

/** What only a signed-in person sees; others sign in first and come back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  pendingComponent: WaitingWorkspace,
  pendingMs: 0,
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.client.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 401 || error.status === 403))
        throw redirect({ to: paths.signIn, search: { next: location.href } });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: ({ context }) => {
    const known = context.me.memberships.map(({ organization }) => organization.slug);
    const last = localStorage.getItem("switchboard.organization") ?? "";
    const org = known.includes(last) ? last : known[0];
    if (!org) throw redirect({ to: paths.profile });
    throw redirect({ to: paths.organization, params: { org }, search: {} });
  },
});

const organization = createRoute({
  getParentRoute: () => inside,
  path: paths.organization,
  component: OrganizationLayout,
});
const within = { getParentRoute: () => organization };
const newChat = createRoute({
  ...within,
  path: "/",
  validateSearch: newChatSearch,
  component: NewChatRoute,
  pendingComponent: wait.NewChatWaits,
});
const chat = createRoute({
  ...within,
  path: "/c/$conversation",
  validateSearch: chatSearch,
  component: lazyRouteComponent(() => import("./routes/chat"), "ChatRoute"),
  pendingComponent: wait.ChatWaits,
});
const directory = createRoute({
  ...within,
  path: "/connectors",
  validateSearch: chatSearch,
  component: lazyRouteComponent(() => import("./routes/directory"), "DirectoryRoute"),
  pendingComponent: wait.DirectoryWaits,
});
const listing = createRoute({
  ...within,
  path: "/connectors/$slug",
  validateSearch: chatSearch,
  component: lazyRouteComponent(() => import("./routes/directory"), "ListingRoute"),
  pendingComponent: wait.ListingWaits,
});
const listingSetup = createRoute({
  ...within,
  path: "/connectors/$slug/set-up",
  component: lazyRouteComponent(() => import("./routes/listing-setup"), "ListingSetupRoute"),
  pendingComponent: wait.ListingWaits,
});
const customize = createRoute({
  ...within,
  path: "/customize/connectors",
  validateSearch: chatSearch,
  component: lazyRouteComponent(() => import("./routes/customize-connectors"), "CustomizeConnectorsRoute"),
  pendingComponent: wait.OwnConnectorsWait,
});
const projects = createRoute({
  ...within,
  path: "/projects",
  component: lazyRouteComponent(() => import("./routes/projects"), "ProjectsRoute"),
  pendingComponent: wait.ProjectsWait,
});
const project = createRoute({
  ...within,
  path: "/projects/$project",
  component: lazyRouteComponent(() => import("./routes/projects"), "ProjectRoute"),
  pendingComponent: wait.ProjectWaits,
});
const approvals = createRoute({
  ...within,
  path: "/approvals",
  component: lazyRouteComponent(() => import("./routes/approvals"), "ApprovalsRoute"),
  pendingComponent: wait.ApprovalsWait,
});
const general = createRoute({
  ...within,
  path: "/settings/general",
  component: lazyRouteComponent(() => import("./routes/settings"), "SettingsGeneralRoute"),
  pendingComponent: wait.GeneralWaits,
});
const members = createRoute({
  ...within,
  path: "/settings/members",
  component: lazyRouteComponent(() => import("./routes/settings"), "SettingsMembersRoute"),
  pendingComponent: wait.MembersWait,
});
const connectors = createRoute({
  ...within,
  path: "/settings/connectors",
  component: lazyRouteComponent(() => import("./routes/settings"), "SettingsConnectorsRoute"),
  pendingComponent: wait.EnablementWaits,
});
const audit = createRoute({
  ...within,
  path: "/settings/audit",
  component: lazyRouteComponent(() => import("./routes/settings"), "SettingsAuditRoute"),
  pendingComponent: wait.AuditWaits,
});

/** An address above others leads to the first page that everybody may see there. */
const above = [
  createRoute({
    ...within,
    path: "/settings",
    beforeLoad: ({ params }) => {
      throw redirect({ to: paths.settingsGeneral, params });
    },
  }),
  createRoute({
    ...within,
    path: "/customize",
    beforeLoad: ({ params }) => {
      throw redirect({ to: paths.customizeConnectors, params, search: {} });
    },
  }),
  createRoute({
    ...within,
    path: "/c",
    beforeLoad: ({ params }) => {
      throw redirect({ to: paths.organization, params, search: {} });
    },
  }),
];
const aboveAll = ["/o", "/invitations", "/accounts"].map((path) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    beforeLoad: () => {
      throw redirect({ to: paths.home });
    },
  }),
);

const profile = createRoute({
  getParentRoute: () => inside,
  path: paths.profile,
  component: lazyRouteComponent(() => import("./routes/profile"), "ProfileRoute"),
});
const invitation = createRoute({
  getParentRoute: () => inside,
  path: paths.invitation,
  component: lazyRouteComponent(() => import("./routes/invitation"), "InvitationRoute"),
  pendingComponent: wait.InvitationWaits,
});
const confirm = createRoute({
  getParentRoute: () => inside,
  path: paths.confirm,
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import("./routes/confirm"), "ConfirmRoute"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import("./routes/sign-in"), "SignInRoute"),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: paths.signUp,
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import("./routes/sign-in"), "SignUpRoute"),
});

const tree = root.addChildren([
  signIn,
  signUp,
  inside.addChildren([
    home,
    profile,
    invitation,
    confirm,
    organization.addChildren([
      newChat,
      chat,
      directory,
      listing,
      listingSetup,
      customize,
      projects,
      project,
      approvals,
      general,
      members,
      connectors,
      audit,
      ...above,
    ]),
    ...aboveAll,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultPendingComponent: LoadingScreen,
    defaultErrorComponent: ErrorScreen,
    defaultNotFoundComponent: NoSuchPage,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
  });
}

export type Router = ReturnType<typeof makeRouter>;

/** Leads to sign-in and back; once, however many requests were refused. */
export function toSignIn(router: Router): void {
  const { pathname, href } = router.state.location;
  if (pathname !== paths.signIn && pathname !== paths.signUp)
    void router.navigate({ to: paths.signIn, search: { next: href } });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: Router;
  }
}
