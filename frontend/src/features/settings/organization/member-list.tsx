import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { shortDate } from "@/lib/format";
import { ROLE_NAMES, usePlace } from "@/lib/organization-context";
import type { Member, Role } from "@/types/api";

import { useChangeRole, useMembers, useRemoveMember } from "../api/members";
import styles from "./organization.module.css";

export const GIVEN_ROLES: Role[] = ["owner", "admin", "auditor", "member"];

/** Everyone, with their roles. */
export function MemberList() {
  const { org, organization, me } = usePlace();
  const members = useMembers(org);
  const change = useChangeRole(org);
  const [removing, setRemoving] = useState<Member | null>(null);
  const may = organization.permissions.manage_members.allowed;
  if (members.isLoading) return <RowsSkeleton />;
  return (
    <>
      <ProblemNotice error={members.error ?? change.error} />
      <Card>
        {members.data?.map((member) => {
          const fixed = !may || member.role === "primary_owner" || member.email === me.email;
          return (
            <Row
              key={member.id}
              title={member.name || member.email}
              sub={`${member.email} · since ${shortDate(member.joined_at)}`}
            >
              {fixed ? (
                <span>{ROLE_NAMES[member.role]}</span>
              ) : (
                <>
                  <select
                    className={styles.select}
                    aria-label={`Role of ${member.name || member.email}`}
                    value={member.role}
                    onChange={(event) => change.mutate({ member: member.id, role: event.target.value as Role })}
                  >
                    {GIVEN_ROLES.map((role) => (
                      <option key={role} value={role}>
                        {ROLE_NAMES[role]}
                      </option>
                    ))}
                  </select>
                  <Button
                    small
                    variant="danger"
                    onClick={() => setRemoving(member)}
                    aria-label={`Remove ${member.name || member.email}`}
                  >
                    Remove
                  </Button>
                </>
              )}
            </Row>
          );
        })}
      </Card>
      {removing && <RemoveDialog member={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { org } = usePlace();
  const remove = useRemoveMember(org);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Remove ${member.name || member.email}?`}
      about="At once their connections are revoked and deleted, their running turns stop, and their links no longer work."
      actions={
        <>
          <Button
            variant="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate(member.id, { onSuccess: onClose })}
          >
            Remove
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <ProblemNotice error={remove.error} />
    </Dialog>
  );
}
