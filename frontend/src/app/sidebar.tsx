import { Link } from "@tanstack/react-router";
import { Inbox, LayoutGrid, Lock, Pencil, Search } from "lucide-react";

import { BrandSign } from "@/components/brand";
import { Badge } from "@/components/ui/badge";
import { paths } from "@/config/paths";
import { useConversations } from "@/features/chat/api/conversations";
import { useWaitingCalls } from "@/features/chat/api/tool-calls";
import { ConversationLink } from "@/features/chat/conversations/conversation-link";
import { useRequestCount } from "@/features/connectors/requests/use-request-count";
import { useReviewCount } from "@/features/connectors/reviews/review-hint";
import { useProjects } from "@/features/projects/api/projects";
import { ProfileMenu } from "@/features/session/components/profile-menu";
import { commandKey } from "@/lib/device";
import { usePlace } from "@/lib/organization-context";
import type { Membership } from "@/types/api";

import layout from "./layout.module.css";
import styles from "./nav.module.css";

interface Props {
  memberships: Membership[];
  onSearch: () => void;
}

const icon = { size: 16, "aria-hidden": true } as const;

/** The way to everything: what one does, the projects, what one did last, and who one is. */
export function Sidebar({ memberships, onSearch }: Props) {
  const { org, role } = usePlace();
  const requests = useRequestCount(org, role);
  return (
    <>
      <SidebarLinks
        org={org}
        waiting={useWaitingCalls(org).data?.length ?? 0}
        toReview={useReviewCount().count}
        onSearch={onSearch}
      />
      <div className={layout.scroll}>
        <Projects />
        <Recents />
      </div>
      <ProfileMenu memberships={memberships} requests={requests} />
    </>
  );
}

interface LinksProps {
  org: string;
  waiting?: number;
  toReview?: number;
  /** Not given before the workspace is there. */
  onSearch?: () => void;
}

/** What one does: the same in every organization, so it is there before anything is known. */
export function SidebarLinks({ org, waiting = 0, toReview = 0, onSearch }: LinksProps) {
  return (
    <>
      <Link to={paths.organization} params={{ org }} search={{}} className={layout.brand}>
        <BrandSign /> Switchboard
      </Link>
      <Link
        to={paths.organization}
        params={{ org }}
        search={{}}
        className={styles.nav}
        activeOptions={{ exact: true, includeSearch: true }}
      >
        <Pencil {...icon} />
        <span>New chat</span>
      </Link>
      <button type="button" className={styles.nav} onClick={onSearch}>
        <Search {...icon} />
        <span>Search</span>
        <kbd aria-hidden>{commandKey}K</kbd>
      </button>
      <Link to={paths.approvals} params={{ org }} className={styles.nav}>
        <Inbox {...icon} />
        <span>Approvals</span>
        {waiting > 0 && (
          <span className={styles.end}>
            <Badge tone="write">
              {waiting}
              <span className="visually-hidden"> waiting</span>
            </Badge>
          </span>
        )}
      </Link>
      <Link
        to={paths.directory}
        params={{ org }}
        search={{}}
        className={styles.nav}
        activeOptions={{ includeSearch: false }}
      >
        <LayoutGrid {...icon} />
        <span>Connectors</span>
        {toReview > 0 && (
          <span className={styles.end}>
            <Badge tone="write">
              {toReview}
              <span className="visually-hidden"> to review</span>
            </Badge>
          </span>
        )}
      </Link>
    </>
  );
}

function Projects() {
  const { org } = usePlace();
  const projects = useProjects(org).data ?? [];
  return (
    <>
      <Link to={paths.projects} params={{ org }} className={layout.group} activeOptions={{ exact: true }}>
        Projects
      </Link>
      {projects.slice(0, 6).map((project) => (
        <Link key={project.id} to={paths.project} params={{ org, project: project.id }} className={styles.nav}>
          <span>{project.name}</span>
          {project.visibility === "private" && (
            <span className={styles.end}>
              <Lock size={13} aria-label="Private" />
            </span>
          )}
        </Link>
      ))}
    </>
  );
}

function Recents() {
  const { org } = usePlace();
  const conversations = useConversations(org).data ?? [];
  // The projects stand above: what came before them would move.
  const { isLoading } = useProjects(org);
  if (isLoading || !conversations.length) return null;
  return (
    <>
      <span className={layout.group}>Recent</span>
      {conversations.map((one) => (
        <ConversationLink key={one.id} conversation={one} className={styles} />
      ))}
    </>
  );
}
