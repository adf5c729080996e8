import { Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { NewProjectDialog } from "@/features/projects/components/new-project-dialog";
import { ProjectList } from "@/features/projects/components/project-list";
import { useTitle } from "@/lib/use-title";

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
