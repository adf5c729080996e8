import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/spinner";
import { ago, shortDate } from "@/lib/format";
import type { Token } from "@/types/api";

import { useCreateToken, useRevokeToken, useTokens } from "../api/tokens";

/** Personal access tokens, for API clients. */
export function TokenList() {
  const tokens = useTokens();
  const revoke = useRevokeToken();
  if (tokens.isLoading) return <Skeleton lines={2} />;
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <NewToken />
      <ProblemNotice error={tokens.error ?? revoke.error} />
      {tokens.data && tokens.data.length > 0 && (
        <Card>
          {tokens.data.map((token) => (
            <Row key={token.id} title={token.name} sub={<>{token.prefix}… · {lifeOf(token)}</>}>
              <Button small variant="danger" onClick={() => revoke.mutate(token.id)} aria-label={`Revoke ${token.name}`}>Revoke</Button>
            </Row>
          ))}
        </Card>
      )}
    </div>
  );
}

function lifeOf({ created_at, last_used_at, expires_at }: Token): string {
  const used = last_used_at ? `last used ${ago(last_used_at)}` : "never used";
  return `made ${shortDate(created_at)}, ${used}${expires_at ? `, ends ${shortDate(expires_at)}` : ""}`;
}

function NewToken() {
  const [name, setName] = useState("");
  const create = useCreateToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  return (
    <form onSubmit={submit} style={{ display: "grid", gap: 12, justifyItems: "start" }}>
      <TextField label="Name of the new token" value={name} required maxLength={100} onChange={(event) => setName(event.target.value)} />
      <Button type="submit" busy={create.isPending} disabled={!name.trim()}>Create token</Button>
      <ProblemNotice error={create.error} />
      {create.data && (
        <Notice tone="ok">
          Copy it now, it is shown only once: <br /><code>{create.data.token}</code>
        </Notice>
      )}
    </form>
  );
}
