import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { ReactNode } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page";
import { Bar } from "@/components/ui/skeleton";
import { paths } from "@/config/paths";
import { useRequestCount } from "@/features/connectors/requests/use-request-count";
import { meQuery } from "@/features/session/api/me";
import { SettingsTabs } from "@/features/settings/organization/settings-tabs";
import type { Membership, Project } from "@/types/api";

/** What a page shows of itself from the first moment on, whatever of it is known yet. */
interface FrameProps {
  children: ReactNode;
}

/** One's membership, once it is known who one is. */
export function useMembership(): Membership | undefined {
  const org = useOrg();
  const me = useQuery({ ...meQuery, enabled: false }).data;
  return me?.memberships.find(({ organization }) => organization.slug === org);
}

const useOrg = () => useParams({ strict: false }).org ?? "";

export const DirectoryFrame = ({ children }: FrameProps) => (
  <Page
    title="Connectors"
    about="Bridges to the tools your team uses. You sign in yourself, and see only what your own account may see."
  >
    {children}
  </Page>
);

export function OwnConnectorsFrame({ children }: FrameProps) {
  const org = useOrg();
  return (
    <Page
      narrow
      title="Your connectors"
      about="Your accounts, and what each tool may do in your chats."
      action={
        <Link to={paths.directory} params={{ org }} search={{}} className={buttonClass()}>
          Browse the directory
        </Link>
      }
    >
      {children}
    </Page>
  );
}

/** Nothing can be added before `onNew` is given. */
export const ProjectsFrame = ({ onNew, children }: FrameProps & { onNew?: () => void }) => (
  <Page
    narrow
    title="Projects"
    about="Chats that belong together, with instructions for all of them."
    action={
      <Button onClick={onNew} disabled={!onNew}>
        <Plus size={16} aria-hidden />
        New project
      </Button>
    }
  >
    {children}
  </Page>
);

/** One project; null before it is known. */
export function ProjectFrame({ project, children }: FrameProps & { project: Project | null }) {
  const { org = "", project: id = "" } = useParams({ strict: false });
  const about = project?.visibility === "private" ? "Private project" : "Public project";
  return (
    <Page
      narrow
      title={project ? project.name : null}
      about={project ? about : <Bar width={96} line />}
      action={
        <Link
          to={paths.organization}
          params={{ org }}
          search={{ project: id }}
          className={buttonClass({ variant: "primary" })}
        >
          New chat here
        </Link>
      }
    >
      {project && !project.connectors.allowed && <Notice tone="warn">{project.connectors.reason}</Notice>}
      {children}
    </Page>
  );
}

export const ApprovalsFrame = ({ children }: FrameProps) => (
  <Page narrow title="Approvals" about="What waits for your decision, in all your chats.">
    {children}
  </Page>
);

export function SettingsFrame({ wide, children }: FrameProps & { wide?: boolean }) {
  const org = useOrg();
  const membership = useMembership();
  const name = membership?.organization.name;
  const requests = useRequestCount(org, membership?.role);
  return (
    <Page narrow={!wide} title={name === undefined ? null : `${name} settings`}>
      <SettingsTabs org={org} requests={requests} />
      {children}
    </Page>
  );
}
