import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea, TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import type { Project, Visibility } from "@/types/api";

import { useChangeProject, useDeleteProject } from "../api/projects";
import { VisibilityField } from "./visibility-field";

/** What a project is called, says and shows; a change of visibility tells first what it does to connectors. */
export function ProjectSettings({ project }: { project: Project }) {
  const { org } = usePlace();
  const [name, setName] = useState(project.name);
  const [instructions, setInstructions] = useState(project.instructions);
  const [wanted, setWanted] = useState<Visibility | null>(null);
  const [deleting, setDeleting] = useState(false);
  const change = useChangeProject(org, project.id);
  if (!project.manage.allowed) return <p>{project.instructions || "No instructions."}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name: name.trim(), instructions });
  };
  const dirty = name !== project.name || instructions !== project.instructions;
  return (
    <form className={formClass} onSubmit={submit}>
      <TextField label="Name" required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      <TextArea
        label="Instructions"
        rows={4}
        value={instructions}
        onChange={(event) => setInstructions(event.target.value)}
      />
      <VisibilityField
        value={project.visibility}
        onChange={setWanted}
        publicRefused={project.publish.allowed ? "" : project.publish.reason}
      />
      {!wanted && <ProblemNotice error={change.error} />}
      <div style={{ display: "flex", gap: 8 }}>
        <Button type="submit" variant="primary" disabled={!dirty} busy={change.isPending}>
          Save
        </Button>
        <Button variant="danger" onClick={() => setDeleting(true)}>
          Delete project
        </Button>
      </div>
      {wanted && <VisibilityDialog project={project} wanted={wanted} onClose={() => setWanted(null)} />}
      {deleting && <DeleteDialog project={project} onClose={() => setDeleting(false)} />}
    </form>
  );
}

function VisibilityDialog({ project, wanted, onClose }: { project: Project; wanted: Visibility; onClose: () => void }) {
  const { org, organization } = usePlace();
  const change = useChangeProject(org, project.id);
  const about =
    wanted === "public"
      ? `Everyone in ${organization.name} will see it. In all its chats connectors are switched off, and running turns stop.`
      : "Only the people you invite will see it. Connectors can then be switched on again in its chats, while nobody else is in it.";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Make “${project.name}” ${wanted}?`}
      about={about}
      actions={
        <>
          <Button
            variant="primary"
            busy={change.isPending}
            onClick={() => change.mutate({ visibility: wanted }, { onSuccess: onClose })}
          >
            Make {wanted}
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      <ProblemNotice error={change.error} />
    </Dialog>
  );
}

function DeleteDialog({ project, onClose }: { project: Project; onClose: () => void }) {
  const { org } = usePlace();
  const navigate = useNavigate();
  const remove = useDeleteProject(org);
  const onSuccess = () => void navigate({ to: paths.projects, params: { org } });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Delete “${project.name}”?`}
      actions={
        <>
          <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate(project.id, { onSuccess })}>
            Delete
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <Notice tone="warn">This cannot be undone.</Notice>
      <ProblemNotice error={remove.error} />
    </Dialog>
  );
}
