import type { Connector, Listing, Toggle } from "@/types/api";

import { attentionWords, isUsable } from "../accounts/account-state";
import { waitingWords } from "../tools/tool-levels";

export type RowAction = "toggle" | "connect" | "reconnect" | "enable" | "none";

/** A connector as the menus show it: what stands below its name, and what one can do. */
export interface ConnectorRow {
  /** Of the connector; of a listing that is not enabled there is none. */
  connector: string | null;
  listing: string | null;
  name: string;
  color: string;
  icon: string | null;
  custom: boolean;
  verification: Listing["verification"] | null;
  sub: string;
  /** Something to mend. */
  warn: boolean;
  /** What is the matter with its account, in few words; empty where nothing is. */
  attention: string;
  /** Of the account to sign in with again. */
  label?: string;
  enabled: boolean;
  action: RowAction;
  /** The account to switch on where there are several. */
  connection?: string;
  accounts: { id: string; name: string }[];
  /** Health records are never suggested: one finds them where one looks for them. */
  suggested: boolean;
  /** Its tools that cannot be used here. */
  leftOut: Toggle["left_out"];
}

/** What is to be switched on in a conversation that is not made yet: the connectors, each with an account of one's own. */
export type Chosen = ReadonlyMap<string, string | undefined>;

type Account = Toggle["connections"][number];
const nameOf = (account: Account) => account.account || account.label || "Connected";

/** The row of an enabled connector in a conversation. */
export function rowOfToggle(toggle: Toggle): ConnectorRow {
  const { connector, enabled, may_toggle, waiting_tools } = toggle;
  const { usable, chosen, ended } = accountsOf(toggle);
  const base = {
    connector: connector.id,
    listing: connector.listing,
    name: connector.name,
    color: connector.color,
    icon: connector.icon_url,
    custom: connector.custom,
    verification: connector.verification,
    enabled,
    connection: chosen?.id,
    accounts: usable.map((one) => ({ id: one.id, name: nameOf(one) })),
    warn: false,
    attention: "",
    suggested: !toggle.wants_consent,
    leftOut: toggle.left_out,
  };
  if (chosen && (may_toggle.allowed || enabled)) {
    const attention = attentionWords(chosen);
    const sub = waiting_tools > 0 ? waitingWords(waiting_tools) : accountWords(usable, chosen);
    const warn = waiting_tools > 0 || attention !== "";
    return { ...base, sub, attention, label: chosen.label, warn, action: "toggle" };
  }
  if (chosen) return { ...base, sub: may_toggle.reason, action: "none" };
  if (!may_toggle.allowed && !isAboutConnecting(may_toggle.code))
    return { ...base, sub: may_toggle.reason, action: "none" };
  if (ended) {
    const { may_reconnect: may } = toggle;
    const again = { ...base, attention: attentionWords(ended), label: ended.label, warn: true };
    return may.allowed
      ? { ...again, sub: "Sign in again", action: "reconnect" }
      : { ...again, sub: may.reason, action: "none" };
  }
  const { may_connect: may } = toggle;
  return may.allowed
    ? { ...base, sub: "Not connected yet", action: "connect" }
    : { ...base, sub: may.reason, action: "none" };
}

/** A connector before there is a conversation: as it will be there, unless the project refuses. */
export function rowOfConnector(connector: Connector, refused: string | null, chosen?: Chosen): ConnectorRow {
  const allowed = !refused && connector.availability.allowed;
  const reason = refused ?? connector.availability.reason;
  return rowOfToggle({
    connector,
    enabled: allowed && Boolean(chosen?.has(connector.id)),
    connection: chosen?.get(connector.id) ?? null,
    connections: connector.connections,
    wants_consent: connector.wants_consent,
    waiting_tools: connector.waiting_tools,
    left_out: connector.left_out,
    may_connect: connector.actions.connect,
    may_reconnect: connector.actions.reconnect,
    may_toggle: {
      allowed,
      code: allowed ? "" : refused ? "connectors_require_private_project" : connector.availability.code,
      reason,
    },
  });
}

/** A listing that the organization has not enabled. */
export function rowOfListing(listing: Listing): ConnectorRow {
  const { enable } = listing.actions;
  return {
    connector: null,
    listing: listing.slug,
    name: listing.name,
    color: listing.color,
    icon: listing.icon_url,
    custom: false,
    verification: listing.verification,
    enabled: false,
    warn: false,
    attention: "",
    accounts: [],
    suggested: listing.category !== "health",
    leftOut: [],
    sub: enable.allowed || enable.code === "owner_required" ? "Not enabled by an owner" : enable.reason,
    action: enable.allowed ? "enable" : "none",
  };
}

/** The accounts that work and the one to use of them; and the one to sign in with again. */
function accountsOf({ connections, connection }: Toggle) {
  const of = (accounts: Account[]) => accounts.find((one) => one.id === connection) ?? accounts[0];
  const usable = connections.filter(isUsable);
  return { usable, chosen: of(usable), ended: of(connections.filter(isEnded)) };
}

const isEnded = (account: Account) => account.status !== "pending" && !isUsable(account);

function isAboutConnecting(code: string): boolean {
  return code.startsWith("connection_");
}

function accountWords(usable: Account[], chosen: Account): string {
  const name = usable.length > 1 ? `${usable.length} accounts · ${chosen.label || nameOf(chosen)}` : nameOf(chosen);
  return [name, attentionWords(chosen)].filter(Boolean).join(" · ");
}
