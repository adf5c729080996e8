import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";
import type { Connection, Connector } from "@/types/api";

import { OwnConnectors } from "./own-connectors";

afterEach(() => vi.unstubAllGlobals());

const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });
const page = (results: unknown[]) => json({ results, next: null, previous: null });
const allowed = { allowed: true, code: "", reason: "" };
const account = {
  id: "a1",
  label: "",
  account: "",
  status: "connected",
  scopes: [],
  missing_scopes: [],
  keys: [],
  last_used_at: null,
} as unknown as Connection;
const connector = (connections: Connection[]) =>
  ({
    id: "k1",
    name: "Ours",
    color: "#123456",
    icon_url: "",
    host: "ours.example",
    custom: false,
    connections,
    header_fields: [],
    scope_words: {},
    left_out: [],
    waiting_tools: 0,
    availability: allowed,
    actions: { connect: allowed, reconnect: allowed, refresh: allowed },
    tool_seconds: null,
  }) as unknown as Connector;

/** One's connectors, at a service that has one account as soon as Connect was pressed, and none after Disconnect. */
function show(connections: Connection[]) {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("scrollTo", () => undefined);
  vi.stubGlobal("fetch", async (request: Request) => {
    if (request.method === "DELETE") connections = [];
    if (request.method === "POST") connections = [account];
    if (request.method !== "GET") return json({ id: "a1", authorization_url: "" });
    return page(new URL(request.url).pathname.endsWith("/connectors") ? [connector(connections)] : []);
  });
  const router = createRouter({
    routeTree: createRootRoute({ component: OwnConnectors }),
    history: createMemoryHistory(),
  });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <PlaceProvider value={{ org: "acme", role: "member", organization: { name: "Acme" } } as Place}>
        <RouterProvider router={router} />
      </PlaceProvider>
    </QueryClientProvider>,
  );
}
const accounts = () => screen.getByRole("group", { name: "Accounts" });

it("stays open and keeps one's place when an account is connected", async () => {
  show([]);
  await userEvent.click(await screen.findByRole("button", { name: "Manage Ours" }));
  screen.getByRole("button", { name: "Connect" }).focus();
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByText("Your account")).toBeInTheDocument();
  await vi.waitFor(() => expect(accounts()).toHaveFocus());
});

it("stays open and keeps one's place when the account is disconnected", async () => {
  show([account]);
  await userEvent.click(await screen.findByRole("button", { name: "Manage Ours" }));
  await userEvent.click(screen.getByRole("button", { name: "Disconnect" }));
  await userEvent.click(await screen.findByRole("button", { name: "Disconnect" }));
  expect(await screen.findByRole("button", { name: "Connect" })).toBeInTheDocument();
  await vi.waitFor(() => expect(accounts()).toHaveFocus());
});

it("moves to where it belongs now once it is closed", async () => {
  show([]);
  await userEvent.click(await screen.findByRole("button", { name: "Manage Ours" }));
  await userEvent.click(screen.getByRole("button", { name: "Connect" }));
  await screen.findByText("Your account");
  expect(screen.getByRole("heading", { name: "Available in Acme" })).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Close Ours" }));
  expect(await screen.findByRole("heading", { name: "Connected" })).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Manage Ours" })).toHaveFocus();
});

it("offers to sign in again where a service wants more access than it was given", async () => {
  show([{ ...account, scopes: ["read"], missing_scopes: ["admin"] }]);
  await userEvent.click(await screen.findByRole("button", { name: "Manage Ours" }));
  expect(within(accounts()).getByText("Needs more access")).toBeInTheDocument();
  expect(within(accounts()).getByText(/may read · the service wants more access: admin/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Reconnect" }));
  await vi.waitFor(() => expect(screen.queryByText("Needs more access")).not.toBeInTheDocument());
  expect(screen.queryByRole("button", { name: "Reconnect" })).not.toBeInTheDocument();
});
