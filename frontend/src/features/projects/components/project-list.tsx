import { Link } from "@tanstack/react-router";
import { Lock, Users } from "lucide-react";

import { Badge } from "@/components/ui/badge";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Empty, pageStyles } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";

import { useProjects } from "../api/projects";

/** The projects that one can see. */
export function ProjectList() {
  const { org } = usePlace();
  const { data, error, isLoading } = useProjects(org);
  if (isLoading) return <RowsSkeleton />;
  if (error) return <ProblemNotice error={error} />;
  if (!data?.length)
    return (
      <Empty>No projects yet. A project holds chats that belong together, with instructions for all of them.</Empty>
    );
  return (
    <Card>
      {data.map((project) => (
        <Link key={project.id} to={paths.project} params={{ org, project: project.id }} className={pageStyles.row}>
          <span className={pageStyles.words}>
            <b>{project.name}</b>
            {project.instructions && (
              <span className={pageStyles.sub} style={{ display: "block" }}>
                {project.instructions.slice(0, 120)}
              </span>
            )}
          </span>
          <Badge>
            {project.visibility === "private" ? (
              <>
                <Lock size={13} aria-hidden />
                Private · {project.member_count}
              </>
            ) : (
              <>
                <Users size={13} aria-hidden />
                Public
              </>
            )}
          </Badge>
        </Link>
      ))}
    </Card>
  );
}
