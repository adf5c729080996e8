import { useNavigate } from "@tanstack/react-router";

import { paths } from "@/config/paths";
import { connectorCommands } from "@/features/connectors/menu/connector-commands";
import { ConnectorChips } from "@/features/connectors/menu/connector-chips";
import { PlusMenu } from "@/features/connectors/menu/plus-menu";
import { useConnectorRows } from "@/features/connectors/menu/use-connector-rows";
import type { Chosen } from "@/features/connectors/menu/connector-row-state";
import { type Choose, useRowActions } from "@/features/connectors/menu/use-row-actions";
import { usePlace } from "@/lib/organization-context";

interface Options {
  conversation: string | null;
  /** Why the project lets no connector in, else null. */
  refused: string | null;
  ensureConversation: () => Promise<string>;
  /** What is to be switched on in a conversation that is not made yet. */
  chosen?: Chosen;
  choose?: Choose;
}

/** Hands the connectors to the composer: the "+" menu, the chips, and their "/" commands. */
export function useConnecting({ conversation, refused, chosen, ...actsOn }: Options) {
  const { org } = usePlace();
  const navigate = useNavigate();
  const rows = useConnectorRows(conversation, refused, chosen);
  const returnTo = (id: string) => paths.conversation.replace("$org", org).replace("$conversation", id);
  const actions = useRowActions({ ...actsOn, returnTo });
  const commands = [
    ...connectorCommands(rows.rows, actions),
    {
      id: "manage",
      label: "Manage connectors",
      run: () => void navigate({ to: paths.customizeConnectors, params: { org } }),
    },
    {
      id: "browse",
      label: "Browse the directory",
      run: () => void navigate({ to: paths.directory, params: { org }, search: {} }),
    },
    { id: "new", label: "New chat", run: () => void navigate({ to: paths.organization, params: { org }, search: {} }) },
  ];
  return {
    ...rows,
    connected: rows.rows.some((row) => row.action === "toggle"),
    commands,
    actions,
    plus: <PlusMenu {...rows} actions={actions} />,
    chips: <ConnectorChips rows={rows.rows} actions={actions} />,
  };
}
