import { useRouterState } from "@tanstack/react-router";
import { type FormEvent, type RefObject, useEffect, useRef, useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { ago } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import { scopeSentence } from "@/lib/scope-phrases";
import type { Connection, Connector } from "@/types/api";

import { ConsentDialog } from "./consent-dialog";
import { ConsentGiven } from "./consent-given";
import { KeyDialog } from "./key-dialog";
import { useDisconnect, useStartConnection } from "../api/connections";

const STATES: Record<Connection["status"], { words: string; tone: "ok" | "write" | "plain" }> = {
  connected: { words: "Connected", tone: "ok" },
  pending: { words: "Sign-in not finished", tone: "plain" },
  needs_reauth: { words: "Sign in again", tone: "write" },
  needs_scope: { words: "Needs more access", tone: "write" },
  revoked: { words: "Disconnected", tone: "plain" },
};

/** One's own accounts at a connector. */
export function ConnectionList({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const start = useStartConnection(org);
  const [ending, setEnding] = useState<Connection | null>(null);
  const [another, setAnother] = useState(false);
  const [keying, setKeying] = useState<Keying | null>(null);
  const begin = (label?: string, headers?: Record<string, string>) =>
    start.mutate(
      { connector: connector.id, returnTo: here, label, headers },
      { onSuccess: () => (setKeying(null), setAnother(false)) },
    );
  const [agreeing, setAgreeing] = useState<{ label?: string } | null>(null);
  const wantsKeys = connector.header_fields.length > 0;
  const connect = (label?: string, account?: Connection) => {
    start.reset();
    if (connector.wants_consent) return setAgreeing({ label });
    if (!wantsKeys) return begin(label);
    setKeying({ label, account });
  };
  const may = connector.actions.connect;
  const own = connector.connections.filter((one) => one.status !== "revoked");
  const list = useRef<HTMLDivElement>(null);
  // Connect and Disconnect go with what they did.
  useKeptFocus(list, JSON.stringify([own.map((one) => [one.id, one.status]), another, ending?.id]));
  return (
    <div
      ref={list}
      tabIndex={-1}
      role="group"
      aria-label="Accounts"
      style={{ display: "grid", gap: 10, justifyItems: "start" }}
    >
      {!keying && <ProblemNotice error={start.error} />}
      {connector.custom && connector.pkce_undeclared && (
        <p>
          This service’s sign-in does not announce PKCE, which keeps others from using a stolen answer. An owner allowed
          it nevertheless.
        </p>
      )}
      {own.length > 0 && (
        <div style={{ width: "100%" }}>
          <Card>
            {own.map((one) => (
              <Row
                key={one.id}
                title={one.account || one.label || "Your account"}
                sub={about(one, connector.scope_words)}
              >
                <Badge tone={stateOf(one).tone}>{stateOf(one).words}</Badge>
                {(one.status !== "connected" || lacks(one) || one.keys.length > 0) &&
                  connector.actions.reconnect.allowed && (
                    <Button small busy={start.isPending} onClick={() => connect(one.label, one)}>
                      {againWords(one)}
                    </Button>
                  )}
                <Button small variant="danger" onClick={() => setEnding(one)}>
                  Disconnect
                </Button>
              </Row>
            ))}
          </Card>
        </div>
      )}
      {own.length === 0 && may.allowed && (
        <Button variant="primary" busy={start.isPending} onClick={() => connect()}>
          Connect
        </Button>
      )}
      {!may.allowed && <p>{may.reason}</p>}
      {own.length > 0 && may.allowed && !another && (
        <Button small onClick={() => setAnother(true)}>
          Connect another account
        </Button>
      )}
      {another && <AnotherAccount busy={start.isPending} onConnect={(label) => connect(label)} />}
      {keying && (
        <KeyDialog
          name={connector.name}
          fields={connector.header_fields}
          account={keying.account}
          busy={start.isPending}
          error={start.error}
          onConnect={(headers) => begin(keying.label, headers)}
          onClose={() => setKeying(null)}
        />
      )}
      {connector.wants_consent && <ConsentGiven connector={connector} />}
      {agreeing && (
        <ConsentDialog
          connector={connector.id}
          name={connector.name}
          next="Agree and sign in"
          onGiven={() => (begin(agreeing.label), setAgreeing(null))}
          onClose={() => setAgreeing(null)}
        />
      )}
      {ending && <DisconnectDialog connector={connector} connection={ending} onClose={() => setEnding(null)} />}
    </div>
  );
}

/** The account whose keys are entered; none yet for a new one. */
interface Keying {
  label?: string;
  account?: Connection;
}

function againWords(one: Connection): string {
  if (!one.keys.length) return "Reconnect";
  return one.status === "connected" ? "Replace key" : "Enter the key again";
}

const lacks = (one: Connection) => one.missing_scopes.length > 0;
function stateOf(one: Connection) {
  const state = STATES[one.status === "connected" && lacks(one) ? "needs_scope" : one.status];
  const refusedKey = one.status === "needs_reauth" && one.keys.length > 0 && !one.scopes.length;
  return refusedKey ? { ...state, words: "Enter the key again" } : state;
}

function about(one: Connection, words: Connector["scope_words"]): string {
  const parts = [
    one.label,
    one.scopes.length > 0 && `may ${scopeSentence(one.scopes, words)}`,
    ...one.keys.map((key) => (key.ends_with ? `${key.name} ends in ${key.ends_with}` : `${key.name} is kept`)),
    lacks(one) && `the service wants more access: ${scopeSentence(one.missing_scopes, words)}`,
    one.last_used_at ? `last used ${ago(one.last_used_at)}` : "not used yet",
  ];
  return parts.filter(Boolean).join(" · ");
}

function AnotherAccount({ busy, onConnect }: { busy: boolean; onConnect: (label: string) => void }) {
  const [label, setLabel] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConnect(label.trim());
  };
  return (
    <form onSubmit={submit} style={{ display: "flex", gap: 8, alignItems: "end" }}>
      <TextField
        label="What do you call it?"
        placeholder="Work"
        required
        maxLength={60}
        value={label}
        onChange={(event) => setLabel(event.target.value)}
      />
      <Button type="submit" busy={busy} style={{ height: 36 }}>
        Connect
      </Button>
    </form>
  );
}

function DisconnectDialog({
  connector,
  connection,
  onClose,
}: {
  connector: Connector;
  connection: Connection;
  onClose: () => void;
}) {
  const { org } = usePlace();
  const disconnect = useDisconnect(org);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Disconnect ${connector.name}?`}
      about={`At once, Switchboard can no longer use ${isolated(connection.account || "this account")}; its access is revoked and deleted here. What is in ${isolated(connector.name)} stays there, and answers stay in your chats.`}
      actions={
        <>
          <Button
            variant="danger"
            busy={disconnect.isPending}
            onClick={() =>
              disconnect.mutate({ connector: connector.id, connection: connection.id }, { onSuccess: onClose })
            }
          >
            Disconnect
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <ProblemNotice error={disconnect.error} />
    </Dialog>
  );
}

/** Gives the focus to `place` when what had it went away in a change of `shown`; never while nothing changed. */
function useKeptFocus(place: RefObject<HTMLElement | null>, shown: string) {
  const before = useRef(shown);
  useEffect(() => {
    if (before.current !== shown && document.activeElement === document.body) place.current?.focus();
    before.current = shown;
  }, [place, shown]);
}
