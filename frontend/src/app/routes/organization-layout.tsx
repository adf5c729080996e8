import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";

import { paths } from "@/config/paths";
import { organizationQuery } from "@/features/settings/api/organization";
import { meQuery } from "@/features/session/api/me";
import { ApiProblem } from "@/lib/problem";
import { useBrowserTimeZone } from "@/features/settings/profile/use-browser-time-zone";
import { ConfirmNotice } from "@/features/session/components/confirm-notice";
import { PlaceProvider } from "@/lib/organization-context";
import { useNarrow } from "@/lib/use-media";
import { useShortcut } from "@/lib/use-shortcut";
import type { Me } from "@/types/api";

import { CommandPalette } from "../command-palette";
import { Drawer, OpenDrawer } from "../drawer";
import styles from "../layout.module.css";
import { MenuBar } from "../menu-bar";
import { ErrorScreen, NotFoundScreen } from "../screens";
import { Sidebar } from "../sidebar";
import { WaitingWorkspace } from "../waiting-workspace";

/** Everything inside an organization: the sidebar and the screen beside it. */
export function OrganizationLayout() {
  const { org = "" } = useParams({ strict: false });
  const me = useQuery(meQuery);
  const organization = useQuery(organizationQuery(org));
  const membership = me.data?.memberships.find((one) => one.organization.slug === org);
  useEffect(() => {
    if (membership) localStorage.setItem("switchboard.organization", org);
  }, [membership, org]);
  if (me.isLoading || organization.isLoading) return <WaitingWorkspace />;
  if (!me.data || !membership) return <NotFoundScreen />;
  if (!organization.data)
    return isMissing(organization.error) ? <NotFoundScreen /> : <ErrorScreen error={organization.error} />;
  return (
    <PlaceProvider value={{ org, organization: organization.data, role: membership.role, me: me.data }}>
      <Frame me={me.data} />
    </PlaceProvider>
  );
}

const isMissing = (error: unknown) => error instanceof ApiProblem && error.status === 404;

function Frame({ me }: { me: Me }) {
  useBrowserTimeZone(me);
  const { org = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const narrow = useNarrow();
  const [searching, setSearching] = useState(false);
  const [drawer, setDrawer] = useState(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => setDrawer(false), [path]);
  useShortcut("k", () => setSearching((open) => !open));
  useShortcut("o", () => void navigate({ to: paths.organization, params: { org }, search: {} }), { shift: true });
  const sidebar = (
    <Sidebar
      memberships={me.memberships}
      onSearch={() => {
        setDrawer(false);
        setSearching(true);
      }}
    />
  );
  return (
    <div className={styles.app}>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      {!narrow && (
        <nav className={styles.side} aria-label="Workspace">
          {sidebar}
        </nav>
      )}
      <main id="main" className={styles.main}>
        <OpenDrawer.Provider value={narrow ? () => setDrawer(true) : null}>
          <MenuBar onOpen={() => setDrawer(true)} />
          {!me.keep_things.allowed && (
            <div className={styles.banner}>
              <ConfirmNotice me={me} />
            </div>
          )}
          <Outlet />
        </OpenDrawer.Provider>
      </main>
      {narrow && (
        <Drawer open={drawer} onOpenChange={setDrawer}>
          {sidebar}
        </Drawer>
      )}
      {searching && <CommandPalette onClose={() => setSearching(false)} />}
    </div>
  );
}
