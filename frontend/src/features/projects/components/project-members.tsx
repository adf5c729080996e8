import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { SelectField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { usePlace } from "@/lib/organization-context";
import type { Member, Project } from "@/types/api";

import { useChangeProjectMembers, useProjectMembers } from "../api/project-members";

interface Props {
  project: Project;
  /** Everyone in the organization, to choose from. */
  people: Member[];
}

/** Who is in a private project. Inviting somebody says first what it does to connectors. */
export function ProjectMembers({ project, people }: Props) {
  const { org, organization } = usePlace();
  const members = useProjectMembers(org, project.id);
  const change = useChangeProjectMembers(org, project.id);
  const [inviting, setInviting] = useState(false);
  if (project.visibility === "public") return <p>Everyone in {organization.name}.</p>;
  const inside = new Set(members.data?.map((member) => member.id));
  return (
    <div style={{ display: "grid", gap: 10, justifyItems: "start" }}>
      <ProblemNotice error={members.error ?? change.error} />
      <div style={{ width: "100%" }}>
        <Card>
          {members.data?.map((member) => (
            <Row key={member.id} title={member.name || member.email} sub={member.email}>
              {project.manage.allowed && inside.size > 1 && (
                <Button
                  small
                  onClick={() => change.mutate({ member: member.id, add: false })}
                  aria-label={`Remove ${member.name || member.email}`}
                >
                  Remove
                </Button>
              )}
            </Row>
          ))}
        </Card>
      </div>
      {project.manage.allowed && (
        <Button small onClick={() => setInviting(true)}>
          Invite
        </Button>
      )}
      {inviting && (
        <InviteDialog
          project={project}
          people={people.filter((one) => !inside.has(one.id))}
          onClose={() => setInviting(false)}
        />
      )}
    </div>
  );
}

function InviteDialog({ project, people, onClose }: Props & { onClose: () => void }) {
  const { org, organization } = usePlace();
  const [member, setMember] = useState(people[0]?.id ?? "");
  const change = useChangeProjectMembers(org, project.id);
  const keeps = organization.settings.connectors_in_shared_projects;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Invite to “${project.name}”`}
      about={
        keeps
          ? "Connectors stay on; each person’s turns use only their own accounts."
          : "With others in it, connectors are switched off in all its chats, and running turns stop. Chats stay visible to their authors only."
      }
      actions={
        <>
          <Button
            variant="primary"
            disabled={!member}
            busy={change.isPending}
            onClick={() => change.mutate({ member, add: true }, { onSuccess: onClose })}
          >
            Invite
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </>
      }
    >
      {people.length ? (
        <SelectField label="Person" value={member} onChange={(event) => setMember(event.target.value)}>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name || one.email}
            </option>
          ))}
        </SelectField>
      ) : (
        <p>Everyone is in it already.</p>
      )}
      <ProblemNotice error={change.error} />
    </Dialog>
  );
}
