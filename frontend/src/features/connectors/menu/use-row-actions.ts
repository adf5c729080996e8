import { useState } from "react";

import { usePlace } from "@/lib/organization-context";

import { useSignIn } from "../accounts/use-sign-in";
import { useEnableConnector } from "../api/connectors";
import { useToggleConnector } from "../api/toggles";
import type { ConnectorRow } from "./connector-row-state";

/** Takes over a choice for a conversation that is not made yet; false where there is one. */
export type Choose = (connector: string, enabled: boolean, connection?: string) => boolean;

interface Surroundings {
  /** Connecting from a menu needs a conversation: this makes it when there is none. */
  ensureConversation: () => Promise<string>;
  /** Its address, where one comes back to and the connector is switched on. */
  returnTo: (conversation: string) => string;
  choose?: Choose;
}

/** What the rows do. */
export function useRowActions({ ensureConversation, returnTo, choose }: Surroundings) {
  const { org } = usePlace();
  const toggle = useToggleConnector(org);
  const enable = useEnableConnector(org);
  const { signIn, asked } = useSignIn(org);
  const { attempt, error, busy } = useAttempt();

  const switchTo = (row: ConnectorRow, enabled: boolean, connection = row.connection) =>
    attempt(row.name, async () => {
      if (!row.connector || choose?.(row.connector, enabled, connection)) return;
      const conversation = await ensureConversation();
      const chosen = enabled && connection ? { connection } : {};
      await toggle.mutateAsync({ conversation, connector: row.connector, enabled, ...chosen });
    });
  const connect = ({ name, connector, label }: ConnectorRow) =>
    attempt(name, async () => {
      if (!connector) return;
      const conversation = await ensureConversation();
      const started = await signIn({ connector, returnTo: returnTo(conversation), conversation, label });
      if (started?.status !== "connected") return;
      await toggle.mutateAsync({ conversation, connector, enabled: true, connection: started.id });
    });
  const enableListing = ({ name, listing }: ConnectorRow) =>
    attempt(name, async () => listing && enable.mutateAsync(listing));
  return { error, busy, asked, switchTo, connect, enable: enableListing };
}

/** One act at a time: what it is named, and why the last one failed. */
function useAttempt() {
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState<string | null>(null);
  const attempt = async (name: string, act: () => Promise<unknown>) => {
    setBusy(name);
    setError(null);
    try {
      await act();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(null);
    }
  };
  return { attempt, error, busy };
}

export type RowActions = ReturnType<typeof useRowActions>;
