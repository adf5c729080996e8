import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea, TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import type { Visibility } from "@/types/api";

import { useCreateProject } from "../api/projects";
import { VisibilityField } from "./visibility-field";

/** A new project: private by default. */
export function NewProjectDialog({ onClose }: { onClose: () => void }) {
  const { org, organization } = usePlace();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [instructions, setInstructions] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("private");
  const create = useCreateProject(org);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { name: name.trim(), instructions, visibility },
      {
        onSuccess: ({ id }) => void navigate({ to: paths.project, params: { org, project: id } }),
      },
    );
  };
  const refused = organization.personal
    ? "This is your personal organization."
    : organization.settings.public_projects
      ? ""
      : "An owner does not allow public projects.";
  return (
    <Dialog open onOpenChange={onClose} title="New project">
      <form className={formClass} onSubmit={submit}>
        <TextField
          label="Name"
          required
          maxLength={120}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label="Instructions"
          rows={3}
          hint="What the model should know in every chat of this project."
          value={instructions}
          onChange={(event) => setInstructions(event.target.value)}
        />
        <VisibilityField value={visibility} onChange={setVisibility} publicRefused={refused} />
        <ProblemNotice error={create.error} />
        <div style={{ display: "flex", gap: 8 }}>
          <Button type="submit" variant="primary" busy={create.isPending}>
            Create project
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
