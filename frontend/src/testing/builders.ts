/** One builder per shape: everything valid, only the differences named. */
import { vi } from "vitest";

import type { Place } from "@/lib/organization-context";
import type {
  ConnectorMark,
  Conversation,
  Decision,
  FormField,
  Message,
  Organization,
  Question,
  ToolCall,
  Toggle,
} from "@/types/api";

export const allowed: Decision = { allowed: true, code: "", reason: "" };
export const refused = (code: string, reason: string): Decision => ({ allowed: false, code, reason });

const acme = { slug: "acme", name: "Acme" } as Organization;

/** Nora's place in Acme, where she owns nothing. */
export function place(changes: Partial<Place> = {}): Place {
  const me = { id: "u1", name: "Nora Nilsen", email: "nora@acme.example", keep_things: allowed };
  return { org: "acme", organization: acme, role: "member", me, ...changes };
}

export const tracker: ConnectorMark = {
  id: "k1",
  name: "Acme Tracker",
  listing: "acme-tracker",
  custom: false,
  host: "tracker.acme.example",
  verification: "verified",
  color: "#5b5bd6",
  icon_url: null,
};

export function toolCall(changes: Partial<ToolCall> = {}): ToolCall {
  const values = changes.arguments ?? { title: "Login button disappears on mobile", team: "Mobile" };
  return {
    id: "call-1",
    status: "succeeded",
    turn: "turn-1",
    conversation: "conversation-1",
    connector: tracker,
    account: "mia@acme.example",
    tool: "create_issue",
    title: "Create issue",
    effect: "write",
    arguments: values,
    arguments_text: JSON.stringify(values),
    result: null,
    chart: null,
    error: null,
    approval: null,
    connection_wanted: null,
    input_wanted: null,
    started_at: null,
    finished_at: null,
    milliseconds: null,
    ...changes,
  };
}

export function awaiting(changes: Partial<ToolCall> = {}): ToolCall {
  return toolCall({
    status: "awaiting_approval",
    approval: {
      id: "a1",
      expires_at: new Date(Date.now() + 14.5 * 60_000).toISOString(),
      decision: null,
      reason: "",
      service_asks: "",
      why: { code: "default_asks", reason: "This tool asks before it runs." },
      may_always_allow: { allowed: true, code: "", reason: "" },
    },
    ...changes,
  });
}

/** A call that waits for its account. */
export function wanting(changes: Partial<NonNullable<ToolCall["connection_wanted"]>> = {}): ToolCall {
  return toolCall({
    status: "awaiting_connection",
    error: { code: "connection_needs_reauth", message: "Sign in to this connector again." },
    connection_wanted: {
      reason: "sign_in_again",
      scopes: [],
      scope_words: {},
      label: "",
      why: "Sign in to this connector again.",
      expires_at: new Date(Date.now() + 14.9 * 60_000).toISOString(),
      ...changes,
    },
  });
}

/** A call whose service asks something first. */
export function asking(...questions: Partial<Question>[]): ToolCall {
  const plain: Question = { key: "q1", kind: "form", message: "Save it for good?", fields: [], url: "", host: "" };
  return toolCall({
    status: "awaiting_input",
    input_wanted: {
      round: 1,
      questions: questions.map((one) => ({ ...plain, ...one })),
      expires_at: new Date(Date.now() + 14.9 * 60_000).toISOString(),
    },
  });
}

/** One field of such a form. */
export const field = (changes: Partial<FormField> = {}): FormField => ({
  name: "note",
  title: "Note",
  description: "",
  kind: "string",
  required: false,
  default: null,
  options: [],
  format: "",
  least: null,
  most: null,
  ...changes,
});

/** What the cards do about calls that wait. */
export const waitActions = () => ({
  onSignIn: vi.fn().mockResolvedValue(undefined),
  onGoOnWithout: vi.fn().mockResolvedValue(undefined),
  onAnswer: vi.fn().mockResolvedValue(undefined),
});

export function message(changes: Partial<Message> = {}): Message {
  return {
    id: "m1",
    role: "user",
    content: [{ type: "text", text: "Hello" }],
    turn: "turn-1",
    status: "completed",
    error: null,
    ending: null,
    model: null,
    created_at: "2026-11-20T10:00:00Z",
    ...changes,
  };
}

export function conversation(changes: Partial<Conversation> = {}): Conversation {
  return {
    id: "conversation-1",
    title: "Login button on mobile",
    project: null,
    provenance: [],
    tool_access: "auto",
    active_turn: null,
    notices: [],
    created_at: "2026-11-20T10:00:00Z",
    updated_at: "2026-11-20T10:00:00Z",
    ...changes,
  };
}

export function toggle(changes: Partial<Toggle> = {}): Toggle {
  return {
    connector: tracker,
    enabled: false,
    connection: null,
    wants_consent: false,
    connections: [{ id: "n1", status: "connected", label: "", account: "mia@acme.example" }],
    may_toggle: { allowed: true, code: "", reason: "" },
    may_connect: { allowed: true, code: "", reason: "" },
    may_reconnect: { allowed: true, code: "", reason: "" },
    waiting_tools: 0,
    left_out: [],
    ...changes,
  };
}
