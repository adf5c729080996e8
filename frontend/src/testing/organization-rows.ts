/** Rows of an organization, valid as the API gives them; only the differences are named. */
import type {
  Connection,
  Connector,
  ConnectorRequest,
  Decision,
  Invitation,
  Listing,
  ListingPage,
  Member,
  Organization,
  Project,
  Setup,
  Tool,
} from "@/types/api";

import { allowed, refused } from "./builders";

export const MEMBERS_ONLY = refused("owner_required", "Only owners can do this.");

/** What a person may do there: everything, or nothing. */
export function permissions(every: Decision = allowed): Organization["permissions"] {
  return {
    enable_connectors: every,
    manage_members: every,
    manage_projects: every,
    read_audit: every,
    manage_organization: every,
  };
}

type OrganizationChanges = Partial<Omit<Organization, "settings">> & { settings?: Partial<Organization["settings"]> };

export function organization({ settings, ...changes }: OrganizationChanges = {}): Organization {
  return {
    id: "o1",
    slug: "acme",
    name: "Acme",
    plan: "team",
    personal: false,
    country: "NO",
    settings: {
      external_sharing: false,
      public_projects: true,
      organization_shares: true,
      connectors_in_shared_projects: false,
      ...settings,
    },
    permissions: permissions(),
    ...changes,
  };
}

export function member(changes: Partial<Member> = {}): Member {
  return {
    id: "m-max",
    name: "Max Moe",
    email: "max@acme.example",
    role: "member",
    joined_at: "2026-03-02T10:00:00Z",
    ...changes,
  };
}

export function invitation(changes: Partial<Invitation> = {}): Invitation {
  return {
    id: "i1",
    email: "new@acme.example",
    role: "auditor",
    created_at: "2026-11-20T10:00:00Z",
    expires_at: "2026-12-01T10:00:00Z",
    ...changes,
  };
}

export function project(changes: Partial<Project> = {}): Project {
  return {
    id: "p1",
    name: "Launch",
    visibility: "private",
    instructions: "Answer in Norwegian.",
    member_count: 2,
    mine: true,
    connectors: allowed,
    manage: allowed,
    publish: allowed,
    created_at: "2026-11-01T10:00:00Z",
    ...changes,
  };
}

export function listing(changes: Partial<Listing> = {}): Listing {
  return {
    slug: "acme-tracker",
    name: "Acme Tracker",
    publisher: "Acme Labs",
    category: "project_management" as Listing["category"],
    summary: "Issues of a team.",
    icon_url: null,
    color: "#5b5bd6",
    header_fields: [],
    reads: true,
    writes: true,
    interactive: false,
    verification: "verified",
    review_status: "reviewed" as Listing["review_status"],
    state: "enabled" as Listing["state"],
    connector: "k1",
    request: null,
    availability: allowed,
    actions: { enable: allowed, connect: allowed, reconnect: allowed, request: allowed },
    ...changes,
  };
}

export function listingPage(changes: Partial<ListingPage> = {}): ListingPage {
  return {
    ...listing(),
    description: "Reads and writes issues.",
    use_cases: ["See what is open before the meeting"],
    setup: { wanted: false, required: false, steps: [], url: "", redirect_uri: "", guide: "" },
    scopes: [],
    scope_words: {},
    plans: [],
    regions: [],
    enabled: null,
    tools: [],
    connections: [],
    docs_url: "https://docs.example/tracker",
    support_url: "",
    privacy_url: "",
    tools_changed_at: null,
    reviewed_at: null,
    ...changes,
  } as ListingPage;
}

export function connection(changes: Partial<Connection> = {}): Connection {
  return {
    id: "n1",
    status: "connected",
    label: "",
    account: "nora@acme.example",
    scopes: [],
    missing_scopes: [],
    keys: [],
    last_used_at: null,
    created_at: "2026-11-01T10:00:00Z",
    ...changes,
  };
}

export function connector(changes: Partial<Connector> = {}): Connector {
  return {
    id: "k1",
    name: "Acme Tracker",
    listing: "acme-tracker",
    custom: false,
    host: "tracker.acme.example",
    verification: "verified",
    color: "#5b5bd6",
    icon_url: null,
    enabled: true,
    url: null,
    redirect_uri: null,
    oauth_client_id: null,
    oauth_issuer: null,
    pkce_undeclared: false,
    tool_seconds: null,
    header_fields: [],
    wants_consent: false,
    scope_words: {},
    connections: [],
    waiting_tools: 0,
    left_out: [],
    availability: allowed,
    actions: { connect: allowed, reconnect: allowed, refresh: allowed },
    ...changes,
  };
}

export function tool(changes: Partial<Tool> = {}): Tool {
  return {
    name: "list_issues",
    title: "List issues",
    description: "All open issues.",
    effect: "read",
    policy: { effective: "ask", code: "", organization: null, member: null, default: "ask" },
    accepted: true,
    refused: null,
    digest: "d1",
    marked: null,
    ...changes,
  };
}

export function connectorRequest(changes: Partial<ConnectorRequest> = {}): ConnectorRequest {
  return {
    id: "r1",
    listing: { slug: "acme-tracker", name: "Acme Tracker", color: "#5b5bd6", icon_url: null },
    member: { id: "m-mia", name: "Mia Kern" },
    reason: "For the stand-up.",
    status: "open",
    created_at: "2026-11-20T10:00:00Z",
    decided_at: null,
    decided_by: null,
    answer: "",
    actions: { approve: allowed, dismiss: allowed, withdraw: refused("requester_required", "Only who asked can.") },
    ...changes,
  };
}

export function setup(changes: Partial<Setup> = {}): Setup {
  return {
    required: true,
    wanted: true,
    missing: ["client id"],
    takes_client: true,
    oauth_client_id: "",
    oauth_secret: null,
    oauth_issuer: null,
    operators_client: false,
    redirect_uri: "https://us.example/oauth/callback/desk",
    fields: [],
    tested_at: null,
    scopes: ["desk:read", "desk:write"],
    steps: ["Open the console.", "Make a client."],
    url: "https://console.example/",
    servers: null,
    ...changes,
  };
}
