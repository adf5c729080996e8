import { Link, useParams } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Card, Page, pageStyles, Section } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { useConversations } from "@/features/chat/api/conversations";
import { titleOf } from "@/features/chat/conversations/conversation-link";
import { useProject } from "@/features/projects/api/projects";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { ProjectList } from "@/features/projects/components/project-list";
import { ProjectMembers } from "@/features/projects/components/project-members";
import { ProjectSettings } from "@/features/projects/components/project-settings";
import { useMembers } from "@/features/settings/api/members";
import { ago } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

import { ErrorScreen, LoadingScreen, NotFoundScreen } from "../screens";

export function ProjectsRoute() {
  const [adding, setAdding] = useState(false);
  useTitle("Projects");
  return (
    <Page
      narrow
      title="Projects"
      about="Chats that belong together, with instructions for all of them."
      action={
        <Button onClick={() => setAdding(true)}>
          <Plus size={16} aria-hidden />
          New project
        </Button>
      }
    >
      <ProjectList />
      {adding && <NewProjectDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** One project: its chats, instructions and people. */
export function ProjectRoute() {
  const { org } = usePlace();
  const { project: id = "" } = useParams({ strict: false });
  const { data: project, error } = useProject(org, id);
  const people = useMembers(org);
  useTitle(project?.name ?? "Project");
  if (error)
    return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;
  if (!project) return <LoadingScreen />;
  return (
    <Page
      narrow
      title={project.name}
      about={project.visibility === "private" ? "Private project" : "Public project"}
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
      {!project.connectors.allowed && <Notice tone="warn">{project.connectors.reason}</Notice>}
      <Section title="Your chats">
        <Chats project={id} />
      </Section>
      <Section title="About">
        <ProjectSettings key={project.id} project={project} />
      </Section>
      <Section title="People">
        <ProjectMembers project={project} people={people.data ?? []} />
      </Section>
    </Page>
  );
}

function Chats({ project }: { project: string }) {
  const { org } = usePlace();
  const { data } = useConversations(org, { project });
  if (!data?.length) return <p>None yet.</p>;
  return (
    <Card>
      {data.map((one) => (
        <Link key={one.id} to={paths.conversation} params={{ org, conversation: one.id }} className={pageStyles.row}>
          <span className={pageStyles.words}>
            <OutsideText text={titleOf(one)} block />
          </span>
          <span className={pageStyles.sub}>{ago(one.updated_at)}</span>
        </Link>
      ))}
    </Card>
  );
}
