import { useState } from "react";

import { usePlace } from "@/lib/organization-context";

import { useEnableConnector } from "../api/enable-connector";
import { useStartConnection } from "../api/start-connection";
import { useToggleConnector } from "../api/toggle-connector";
import type { ConnectorRow } from "./connector-row-state";

/**
 * What the rows do. Toggling and connecting from a menu need a conversation: `ensureConversation` makes it when
 * there is none; `returnTo` is its address, where one comes back to and the connector is switched on.
 */
export function useRowActions(ensureConversation: () => Promise<string>, returnTo: (conversation: string) => string) {
  const { org } = usePlace();
  const toggle = useToggleConnector(org);
  const enable = useEnableConnector(org);
  const start = useStartConnection(org);
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
  return {
    error,
    busy,
    switchTo: (row: ConnectorRow, enabled: boolean, connection = row.connection) =>
      attempt(row.name, async () => {
        if (!row.connector) return;
        await toggle.mutateAsync({
          conversation: await ensureConversation(),
          connector: row.connector,
          enabled,
          ...(enabled && connection && { connection }),
        });
      }),
    connect: (row: ConnectorRow) =>
      attempt(row.name, async () => {
        if (!row.connector) return;
        const conversation = await ensureConversation();
        const started = await start.mutateAsync({
          connector: row.connector,
          returnTo: returnTo(conversation),
          conversation,
        });
        if (started.status === "connected")
          await toggle.mutateAsync({ conversation, connector: row.connector, enabled: true, connection: started.id });
      }),
    enable: (row: ConnectorRow) => attempt(row.name, async () => row.listing && enable.mutateAsync(row.listing)),
  };
}

export type RowActions = ReturnType<typeof useRowActions>;
