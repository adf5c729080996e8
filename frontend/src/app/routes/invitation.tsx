import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";

import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { paths } from "@/config/paths";
import { useAcceptInvitation, useReceivedInvitation } from "@/features/session/api/received-invitation";
import { meQuery } from "@/features/session/api/me";
import { ConfirmNotice } from "@/features/session/components/confirm-notice";
import { InvitationSkeleton } from "@/features/session/components/invitation-skeleton";
import { Door, wideButton } from "@/features/session/components/door";
import { ROLE_NAMES } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

/** Somebody was invited and follows the link. */
export function InvitationRoute() {
  const { token = "" } = useParams({ strict: false });
  const navigate = useNavigate();
  const me = useQuery(meQuery).data;
  const invitation = useReceivedInvitation(token);
  const accept = useAcceptInvitation(token);
  useTitle("Invitation");
  const join = () =>
    accept.mutate(undefined, {
      onSuccess: ({ organization }) =>
        void navigate({ to: paths.organization, params: { org: organization.slug }, search: {} }),
    });
  const gone = invitation.error instanceof ApiProblem && invitation.error.status === 404;
  return (
    <Door title={invitation.data ? `Join ${invitation.data.organization.name}` : "Invitation"}>
      {invitation.isLoading && <InvitationSkeleton />}
      {gone ? (
        <Notice>This invitation was used, withdrawn, is too old, or is for another e-mail address.</Notice>
      ) : (
        <ProblemNotice error={invitation.error ?? accept.error} />
      )}
      {invitation.data && (
        <>
          <p>
            {invitation.data.invited_by} invites {invitation.data.email} as{" "}
            {ROLE_NAMES[invitation.data.role].toLowerCase()}.
          </p>
          {me && <ConfirmNotice me={me} />}
          <Button
            variant="primary"
            className={wideButton}
            busy={accept.isPending}
            disabled={!me?.keep_things.allowed}
            onClick={join}
          >
            Join
          </Button>
        </>
      )}
    </Door>
  );
}
