import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { dateTime, shortDate, words } from "@/lib/format";
import type { Me, Token } from "@/types/api";

import { useRevokeToken, useTokens } from "../api/tokens";
import { NewToken } from "./new-token";
import styles from "./token-list.module.css";

/** Personal access tokens, for API clients; none before the address is confirmed. */
export function TokenList({ me }: { me: Pick<Me, "keep_things"> }) {
  const tokens = useTokens();
  const revoke = useRevokeToken();
  return (
    <div className={styles.all}>
      {me.keep_things.allowed ? <NewToken /> : <Notice>{me.keep_things.reason}</Notice>}
      <ProblemNotice error={tokens.error ?? revoke.error} />
      {tokens.isLoading && <RowsSkeleton rows={1} />}
      {tokens.data && tokens.data.length > 0 && (
        <Card>
          {tokens.data.map((token) => (
            <Row
              key={token.id}
              title={token.name}
              sub={
                <>
                  {token.prefix}… · {token.scopes.map(words).join(", ")}
                  <br />
                  {lifeOf(token)}
                </>
              }
            >
              <Button
                small
                variant="danger"
                onClick={() => revoke.mutate(token.id)}
                aria-label={`Revoke ${token.name}`}
              >
                Revoke
              </Button>
            </Row>
          ))}
        </Card>
      )}
    </div>
  );
}

function lifeOf({ created_at, last_used_at, expires_at }: Token): string {
  const used = last_used_at ? `last used ${dateTime(last_used_at)}` : "never used";
  return `made ${shortDate(created_at)}, ${used}, ends ${shortDate(expires_at)}`;
}
