import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";
import type { Connector, Role } from "@/types/api";

import { WaitingTools } from "./waiting-tools";

const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
const tool = (name: string, accepted: boolean) => ({
  name, title: name.toUpperCase(), description: `Does ${name}.`, effect: "write", accepted, digest: `digest of ${name}`, marked: null,
  policy: { effective: "ask", code: "", organization: null, member: null, default: "ask" },
});
const connector = { id: "k1", name: "Ours", waiting_tools: 2 } as Connector;

afterEach(() => vi.unstubAllGlobals());

function show(role: Role, fetched: (request: Request) => Promise<Response>) {
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const place = { org: "acme", role } as Place;
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <PlaceProvider value={place}><WaitingTools connector={connector} /></PlaceProvider>
    </QueryClientProvider>,
  );
}

it("lets an owner accept exactly what is shown, version by version", async () => {
  const sent: unknown[] = [];
  show("owner", async (request) => {
    if (request.method === "POST") sent.push([new URL(request.url).pathname, await request.json()]);
    return answer({ results: [tool("look", false), tool("old", true), tool("change", false)], next: null, previous: null });
  });
  await userEvent.click(await screen.findByRole("button", { name: "Accept these 2 tools of Ours" }));
  expect(screen.getByText("Does look.")).toBeInTheDocument();
  expect(screen.queryByText("Does old.")).not.toBeInTheDocument();
  expect(sent).toEqual([
    ["/api/v1/organizations/acme/connectors/k1/tool-reviews", { tools: [{ name: "look", digest: "digest of look" }, { name: "change", digest: "digest of change" }] }],
  ]);
});

it("says when the list has changed since it was shown", async () => {
  show("primary_owner", (request) =>
    Promise.resolve(
      request.method === "POST"
        ? answer({ type: "about:blank", title: "", status: 409, code: "tool_changed", detail: "LOOK has changed since you saw it. Look at it again." }, 409)
        : answer({ results: [tool("look", false)], next: null, previous: null }),
    ));
  await userEvent.click(await screen.findByRole("button", { name: "Accept this tool of Ours" }));
  expect(await screen.findByText(/LOOK has changed since you saw it/)).toBeInTheDocument();
});

it("tells a member who has to look", () => {
  const fetched = vi.fn();
  show("member", fetched);
  expect(screen.getByText("An owner has to review 2 new tools.")).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  expect(fetched).not.toHaveBeenCalled();
});
