import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { useToast } from "@/components/ui/toast";
import { useConnectors } from "@/features/connectors/api/list-connectors";
import { useToggleConnector } from "@/features/connectors/api/toggle-connector";
import { connectErrorWords } from "@/features/connectors/components/connect-error-words";
import { usePlace } from "@/lib/organization-context";

import type { ReturnSearch } from "./search";

/**
 * The way back from the other side's sign-in: switches the connector on in the conversation it was connected
 * for, says so, and cleans the address. Answers what went wrong, in words, until it is dismissed.
 */
export function useConnectReturn(conversation: string | null) {
  const { org } = usePlace();
  const search: ReturnSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const say = useToast();
  const toggle = useToggleConnector(org);
  const came = Boolean(search.connected ?? search.connect_error);
  const connectors = useConnectors(org, came);
  const [failed, setFailed] = useState<string | null>(null);
  const handled = useRef("");

  useEffect(() => {
    const ticket = JSON.stringify(search);
    if (!came || handled.current === ticket || (search.connected && connectors.isLoading)) return;
    handled.current = ticket;
    const name = connectors.data?.find((one) => one.id === search.connected)?.name ?? "The connector";
    const rest = { connected: undefined, connection: undefined, connect_error: undefined, reference: undefined };
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...rest }), replace: true });
    if (search.connect_error) setFailed(connectErrorWords(search.connect_error, search.reference));
    else if (!conversation || !search.connected) say(`${name} is connected.`);
    else {
      const change = { conversation, connector: search.connected, enabled: true, ...(search.connection && { connection: search.connection }) };
      toggle.mutateAsync(change).then(
        () => say(`${name} is connected and on in this chat.`),
        (error: Error) => setFailed(`${name} is connected, but stays off here: ${error.message}`),
      );
    }
  }, [search, came, connectors.isLoading, connectors.data, conversation, navigate, say, toggle]);
  return { failed, dismiss: () => setFailed(null) };
}
