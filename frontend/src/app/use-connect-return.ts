import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { useToast } from "@/components/ui/toast";
import { useConnectors } from "@/features/connectors/api/connectors";
import { useToggleConnector } from "@/features/connectors/api/toggles";
import { connectErrorWords } from "@/features/connectors/accounts/connect-error-words";
import { takeSignIn } from "@/features/connectors/accounts/started-sign-in";
import { isolated } from "@/lib/outside-text";
import { usePlace } from "@/lib/organization-context";

import type { ReturnSearch } from "./search";

/**
 * The way back from the other side's sign-in: says what became of it, and cleans the address. Only where this tab
 * started that sign-in for this conversation is the connector switched on in it: a link alone changes nothing.
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
    const { connected: connector, connection } = search;
    const started = takeSignIn({ conversation: conversation ?? undefined, connector, connection });
    const rest = { connected: undefined, connection: undefined, connect_error: undefined, reference: undefined };
    void navigate({ to: ".", search: (before: object) => ({ ...before, ...rest }), replace: true });
    if (search.connect_error) return setFailed(connectErrorWords(search.connect_error, search.reference));
    const found = connectors.data?.find((one) => one.id === connector);
    const name = found ? isolated(found.name) : "The connector";
    if (started && conversation && connector) {
      toggle.mutateAsync({ conversation, connector, enabled: true, connection }).then(
        () => say(`${name} is connected and on in this chat.`),
        (error: Error) => setFailed(`${name} is connected, but stays off here: ${error.message}`),
      );
    } else if (found?.connections.some((one) => one.id === connection && one.status === "connected")) {
      // Said only when it is so: the link may say anything.
      say(`${name} is connected.`);
    }
  }, [search, came, connectors.isLoading, connectors.data, conversation, navigate, say, toggle]);
  return { failed, dismiss: () => setFailed(null) };
}
