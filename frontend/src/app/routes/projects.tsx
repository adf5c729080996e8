import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";

import { OutsideText } from "@/components/ui/outside-text";
import { Card, pageStyles, Section } from "@/components/ui/page";
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
import type { Conversation } from "@/types/api";

import { ProjectFrame, ProjectsFrame } from "../frames";
import { ErrorScreen, NotFoundScreen } from "../screens";
import { ProjectSkeleton } from "../skeletons";

export function ProjectsRoute() {
  const [adding, setAdding] = useState(false);
  useTitle("Projects");
  return (
    <ProjectsFrame onNew={() => setAdding(true)}>
      <ProjectList />
      {adding && <NewProjectDialog onClose={() => setAdding(false)} />}
    </ProjectsFrame>
  );
}

/** One project: its chats, instructions and people. */
export function ProjectRoute() {
  const { org } = usePlace();
  const { project: id = "" } = useParams({ strict: false });
  const { data: project, error } = useProject(org, id);
  const chats = useConversations(org, { project: id });
  const people = useMembers(org);
  useTitle(project?.name ?? "Project");
  if (error)
    return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;
  if (!project || chats.isLoading) return <ProjectSkeleton project={project ?? null} />;
  return (
    <ProjectFrame project={project}>
      <Section title="Your chats">
        <Chats chats={chats.data ?? []} />
      </Section>
      <Section title="About">
        <ProjectSettings key={project.id} project={project} />
      </Section>
      <Section title="People">
        <ProjectMembers project={project} people={people.data ?? []} />
      </Section>
    </ProjectFrame>
  );
}

function Chats({ chats }: { chats: Conversation[] }) {
  const { org } = usePlace();
  if (!chats.length) return <p>None yet.</p>;
  return (
    <Card>
      {chats.map((one) => (
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
