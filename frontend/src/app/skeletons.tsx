import { useParams } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Section } from "@/components/ui/page";
import { RowsSkeleton, Skeleton } from "@/components/ui/skeleton";
import { OwnConnectorsSkeleton } from "@/features/connectors/accounts/own-connectors-skeleton";
import { DirectorySkeleton } from "@/features/connectors/directory/directory-skeleton";
import { ListingSkeleton } from "@/features/connectors/directory/listing-skeleton";
import { ComposerSkeleton } from "@/features/chat/composer/composer-skeleton";
import { Door } from "@/features/session/components/door";
import { InvitationSkeleton } from "@/features/session/components/invitation-skeleton";
import { AuditLogSkeleton } from "@/features/settings/organization/audit-skeleton";
import { isOwner } from "@/lib/organization-context";
import { useNarrow } from "@/lib/use-media";
import type { Project } from "@/types/api";

import styles from "./chat-screen.module.css";
import {
  ApprovalsFrame,
  DirectoryFrame,
  OwnConnectorsFrame,
  ProjectFrame,
  ProjectsFrame,
  SettingsFrame,
  useMembership,
} from "./frames";

/** Each page before anything is known of it: its frame, and bars of the size of what will stand there. */
export function DirectoryWaits() {
  const membership = useMembership();
  return (
    <DirectoryFrame>
      <DirectorySkeleton mayAdd={membership !== undefined && isOwner(membership.role)} />
    </DirectoryFrame>
  );
}

export const ListingWaits = () => <ListingSkeleton org={useParams({ strict: false }).org ?? ""} />;

export const OwnConnectorsWait = () => (
  <OwnConnectorsFrame>
    <OwnConnectorsSkeleton />
  </OwnConnectorsFrame>
);

export const ProjectsWait = () => (
  <ProjectsFrame>
    <RowsSkeleton />
  </ProjectsFrame>
);

export const ProjectWaits = () => <ProjectSkeleton project={null} />;

export const ProjectSkeleton = ({ project }: { project: Project | null }) => (
  <ProjectFrame project={project}>
    {project ? (
      <Section title="Your chats">
        <RowsSkeleton sub={false} />
      </Section>
    ) : (
      <Skeleton />
    )}
  </ProjectFrame>
);

export const ApprovalsWait = () => (
  <ApprovalsFrame>
    <RowsSkeleton rows={2} />
  </ApprovalsFrame>
);

/** `first` is the page's first section, where that is there whatever is known. */
const SettingsWait = ({ first, children }: { first?: string; children: ReactNode }) => (
  <SettingsFrame>{first ? <Section title={first}>{children}</Section> : children}</SettingsFrame>
);

export const GeneralWaits = () => (
  <SettingsWait>
    <Skeleton />
  </SettingsWait>
);

export const MembersWait = () => (
  <SettingsWait first="Members">
    <RowsSkeleton />
  </SettingsWait>
);

export function EnablementWaits() {
  const membership = useMembership();
  return (
    <SettingsWait first={membership && isOwner(membership.role) ? "Requests" : "Enabled"}>
      <RowsSkeleton mark />
    </SettingsWait>
  );
}

export const AuditWaits = () => (
  <SettingsFrame wide>
    <AuditLogSkeleton />
  </SettingsFrame>
);

export const InvitationWaits = () => (
  <Door title="Invitation">
    <InvitationSkeleton />
  </Door>
);

export const NewChatWaits = () => <ChatSkeleton title="New chat" />;
export const ChatWaits = () => <ChatSkeleton title="" />;

function ChatSkeleton({ title }: { title: string }) {
  const narrow = useNarrow();
  return (
    <div className={styles.screen}>
      <header className={styles.head}>
        {narrow && (
          <Button variant="ghost" icon disabled aria-label="Menu">
            <MenuIcon size={16} aria-hidden />
          </Button>
        )}
        <h1>{title}</h1>
      </header>
      <div className={styles.wait}>{!title && <Skeleton />}</div>
      <ComposerSkeleton />
    </div>
  );
}
