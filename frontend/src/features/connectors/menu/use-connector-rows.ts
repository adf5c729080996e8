import { useMemo } from "react";

import { usePlace } from "@/lib/organization-context";

import { useConnectors } from "../api/connectors";
import { useDirectory } from "../api/directory";
import { useToggles } from "../api/toggles";
import { type Chosen, type ConnectorRow, rowOfConnector, rowOfListing, rowOfToggle } from "./connector-row-state";

const MOST_NOT_ENABLED = 4;

/**
 * The rows of the menus: of the conversation, or, where there is none yet, as they will be in it; then what
 * the directory has and no owner enabled. `refused` is why the project lets no connector in, `chosen` what is to be
 * switched on in a conversation that is not made yet.
 */
export function useConnectorRows(conversation: string | null, refused: string | null, chosen?: Chosen) {
  const { org } = usePlace();
  const toggles = useToggles(org, conversation);
  const connectors = useConnectors(org, conversation === null);
  const listings = useDirectory(org, { state: "not_enabled" });
  const rows = useMemo((): ConnectorRow[] => {
    const own =
      conversation === null
        ? (connectors.data ?? []).map((one) => rowOfConnector(one, refused, chosen))
        : (toggles.data ?? []).map(rowOfToggle);
    const others = (listings.data ?? []).map(rowOfListing).filter((row) => row.suggested);
    return [...own, ...others.slice(0, MOST_NOT_ENABLED)];
  }, [conversation, connectors.data, toggles.data, listings.data, refused, chosen]);
  const current = conversation === null ? connectors : toggles;
  return { rows, loading: current.isLoading, error: current.error };
}
