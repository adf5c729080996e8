import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { shortDate } from "@/lib/format";
import { ROLE_NAMES, usePlace } from "@/lib/organization-context";
import type { Role } from "@/types/api";

import { useInvitations, useInvite, useWithdrawInvitation } from "../api/invitations";
import { GIVEN_ROLES } from "./member-list";
import styles from "./organization.module.css";

/** Who is invited, and a way to invite; or why one cannot. */
export function InvitationList() {
  const { org, organization } = usePlace();
  const may = organization.permissions.manage_members;
  const invitations = useInvitations(org, may.allowed);
  const withdraw = useWithdrawInvitation(org);
  if (!may.allowed) return <p>{may.reason}</p>;
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <InviteForm />
      <ProblemNotice error={invitations.error ?? withdraw.error} />
      {invitations.data && invitations.data.length > 0 && (
        <Card>
          {invitations.data.map((one) => (
            <Row key={one.id} title={one.email} sub={`${ROLE_NAMES[one.role]} · until ${shortDate(one.expires_at)}`}>
              <Button
                small
                onClick={() => withdraw.mutate(one.id)}
                aria-label={`Withdraw the invitation of ${one.email}`}
              >
                Withdraw
              </Button>
            </Row>
          ))}
        </Card>
      )}
    </div>
  );
}

function InviteForm() {
  const { org } = usePlace();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("member");
  const invite = useInvite(org);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role }, { onSuccess: () => setEmail("") });
  };
  return (
    <form onSubmit={submit} style={{ display: "grid", gap: 12 }}>
      <div className={styles.invite}>
        <TextField
          label="E-mail"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
          {GIVEN_ROLES.map((one) => (
            <option key={one} value={one}>
              {ROLE_NAMES[one]}
            </option>
          ))}
        </SelectField>
        <Button type="submit" busy={invite.isPending} style={{ height: 36 }}>
          Invite
        </Button>
      </div>
      <ProblemNotice error={invite.error} />
      {invite.data && (
        <Notice tone="ok">
          Send this link to {invite.data.email}, it is shown only once: <br />
          <code>{invite.data.url}</code>
        </Notice>
      )}
    </form>
  );
}
