import { useParams, useRouter, useRouterState } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { useNarrow } from "@/lib/use-media";

import styles from "./layout.module.css";
import { MenuBar } from "./menu-bar";
import { LoadingScreen } from "./screens";
import { SidebarLinks } from "./sidebar";

/** The workspace before it is known who one is, or what the organization allows: its frame, and that of the page in it. */
export function WaitingWorkspace() {
  const Page = useWaitingPage();
  const { org } = useParams({ strict: false });
  const narrow = useNarrow();
  if (org === undefined) return <Page />;
  return (
    <div className={styles.app}>
      {!narrow && (
        <nav className={styles.side} aria-label="Workspace">
          <SidebarLinks org={org} />
        </nav>
      )}
      <main id="main" className={styles.main}>
        <MenuBar />
        <Page />
      </main>
    </div>
  );
}

/** What the page that one goes to shows while it waits. */
function useWaitingPage(): ComponentType {
  const { routesById } = useRouter();
  const id = useRouterState({ select: ({ matches }) => matches.at(-1)?.routeId });
  const route = id && (routesById as Record<string, { options: { pendingComponent?: unknown } } | undefined>)[id];
  return ((route && route.options.pendingComponent) || LoadingScreen) as ComponentType;
}
