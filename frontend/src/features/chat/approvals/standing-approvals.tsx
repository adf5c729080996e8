import { OriginBadge } from "@/components/origin-badge";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Card, Row } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { shortDate } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";

import { useRevokeStandingApproval, useStandingApprovals } from "../api/standing-approvals";
import { RawName } from "../tool-call/tool-call-arguments";

const GROUPS: Record<string, string> = {
  "@read": "All read tools",
  "@write": "All write tools",
  "@destructive": "All destructive tools",
  "*": "All tools",
};

/** What one always allows; each can be taken back. */
export function StandingApprovals() {
  const { org } = usePlace();
  const standing = useStandingApprovals(org);
  const revoke = useRevokeStandingApproval(org);
  if (standing.isLoading) return <RowsSkeleton rows={1} mark />;
  if (!standing.data?.length)
    return standing.error ? (
      <ProblemNotice error={standing.error} />
    ) : (
      <p>You always allow nothing. “Always allow” on a request puts it here.</p>
    );
  return (
    <>
      <ProblemNotice error={revoke.error} />
      <Card>
        {standing.data.map(({ id, connector, tool, updated_at }) => (
          <Row
            key={id}
            start={<Mark name={connector.name} color={connector.color} src={connector.icon_url} />}
            title={<Title tool={tool} />}
            sub={
              <>
                <OutsideText text={connector.name} />
                {connector.host && (
                  <>
                    {" "}
                    at <OutsideText text={connector.host} />
                  </>
                )}{" "}
                <OriginBadge of={connector} /> · since {shortDate(updated_at)}
              </>
            }
          >
            <Button
              small
              onClick={() => revoke.mutate(id)}
              aria-label={`Ask again for ${visible(tool)} of ${visible(connector.name)}`}
            >
              Ask again
            </Button>
          </Row>
        ))}
      </Card>
    </>
  );
}

/** A group of tools in words, or one tool: its word beside its name. */
const Title = ({ tool }: { tool: string }) => (GROUPS[tool] ? <>{GROUPS[tool]}</> : <RawName name={tool} />);
