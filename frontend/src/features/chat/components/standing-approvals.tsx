import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { shortDate, words } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";

import { useRevokeStandingApproval, useStandingApprovals } from "../api/list-standing-approvals";

const GROUPS: Record<string, string> = { "@read": "All read tools", "@write": "All write tools", "@destructive": "All destructive tools", "*": "All tools" };

/** What one always allows; each can be taken back. */
export function StandingApprovals() {
  const { org } = usePlace();
  const standing = useStandingApprovals(org);
  const revoke = useRevokeStandingApproval(org);
  if (!standing.data?.length) return standing.error ? <ProblemNotice error={standing.error} /> : <p>You always allow nothing. “Always allow” on a request puts it here.</p>;
  return (
    <>
      <ProblemNotice error={revoke.error} />
      <Card>
        {standing.data.map(({ id, connector, tool, updated_at }) => (
          <Row key={id} start={<Mark name={connector.name} color={connector.color} src={connector.icon_url} />} title={GROUPS[tool] ?? words(tool)} sub={`${connector.name} · since ${shortDate(updated_at)}`}>
            <Button small onClick={() => revoke.mutate(id)} aria-label={`Ask again for ${tool} of ${connector.name}`}>Ask again</Button>
          </Row>
        ))}
      </Card>
    </>
  );
}
