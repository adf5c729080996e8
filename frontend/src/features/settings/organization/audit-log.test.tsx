import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

import type { AuditEvent } from "@/types/api";

import { AuditLog } from "./audit-log";

vi.mock("@/lib/organization-context", () => ({
  usePlace: () => ({ org: "acme", organization: { permissions: { read_audit: { allowed: true } } } }),
}));
afterEach(() => vi.restoreAllMocks());

const ID = "575d008e-2dcb-4400-b353-c1c673e8866a";
const event = (changes: Partial<AuditEvent>): AuditEvent => ({
  id: ID,
  at: "2026-11-20T10:00:00Z",
  action: "tool_call.executed",
  actor: { kind: "system", id: null, name: "" },
  subject: { type: "toolcall", id: ID },
  about: [],
  data: {},
  address: null,
  user_agent: "",
  ...changes,
});

async function show(events: AuditEvent[]) {
  vi.spyOn(globalThis, "fetch").mockImplementation(
    async () =>
      new Response(JSON.stringify({ results: events, next: null, previous: null }), {
        headers: { "Content-Type": "application/json" },
      }),
  );
  const router = createRouter({ routeTree: createRootRoute({ component: AuditLog }), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return screen.findByRole("table");
}

it("says what an event is about in names, links what the reader can open, and shows no bare id", async () => {
  const table = await show([
    event({
      data: { connection: ID, bytes: 12, status: "succeeded" },
      about: [
        { kind: "tool", name: "create_issue", id: "" },
        { kind: "connector", name: "Notebook", id: ID },
        { kind: "conversation", name: "a chat of Mia Kern (575d008e)", id: "" },
        { kind: "member", name: "Mia Kern", id: ID },
      ],
    }),
  ]);
  const cell = within(table).getAllByRole("cell").at(-1)!;
  expect(cell).toHaveTextContent(
    "create_issue · Notebook · a chat of Mia Kern (575d008e) · Mia Kern Bytes: 12, Status: succeeded",
  );
  expect(table).not.toHaveTextContent(ID);
  expect(
    within(cell)
      .getAllByRole("link")
      .map((link) => link.textContent),
  ).toEqual(["Notebook", "Mia Kern"]);
  expect(within(table).getByText("Tool call: executed")).toBeInTheDocument();
});
it("links one's own chat, and shows what is unseen in a name", async () => {
  const table = await show([event({ about: [{ kind: "conversation", name: "a chat of Ada\u202e", id: ID }] })]);
  expect(within(table).getByRole("link")).toHaveAttribute("href", `/o/acme/c/${ID}`);
  expect(within(table).getByRole("img")).toHaveTextContent("⟨U+202E⟩");
});
it("offers all actions to filter by", async () => {
  await show([event({})]);
  const offered = within(screen.getByLabelText("Action"))
    .getAllByRole("option")
    .map((one) => one.textContent);
  expect(offered).toEqual(
    expect.arrayContaining([
      "All actions",
      "Share: viewed",
      "Token: revoked",
      "Project: member added",
      "Tool: quarantined",
    ]),
  );
  expect(new Set(offered).size).toBe(offered.length);
});
