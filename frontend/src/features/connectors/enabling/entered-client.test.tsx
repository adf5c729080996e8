import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";
import type { Connector } from "@/types/api";

import { EnteredClient } from "./entered-client";

const connector = {
  id: "k1",
  name: "Ours",
  redirect_uri: "https://us.example/back",
  oauth_client_id: "",
  oauth_issuer: null,
  pkce_undeclared: false,
} as Connector;
const answer = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

afterEach(() => vi.unstubAllGlobals());

function show(fetched: (request: Request) => Promise<Response>) {
  vi.stubGlobal("fetch", fetched);
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PlaceProvider value={{ org: "acme", role: "owner" } as Place}>
        <EnteredClient connector={connector} />
      </PlaceProvider>
    </QueryClientProvider>,
  );
}

it("lets an owner go on where PKCE is not announced, and says what that means", async () => {
  const sent: unknown[] = [];
  show(async (request) => {
    sent.push([request.method, new URL(request.url).pathname, await request.json()]);
    return answer({ ...connector, pkce_undeclared: true });
  });
  const box = screen.getByRole("checkbox", { name: /This server does not announce PKCE; go on anyway/ });
  expect(box).not.toBeChecked();
  expect(box).toHaveAccessibleDescription(/Switchboard sends it in any case/);
  await userEvent.click(box);
  expect(sent).toEqual([["PATCH", "/api/v1/organizations/acme/connectors/k1", { pkce_undeclared: true }]]);
});

it("marks what cannot be seen in a service's words", async () => {
  const detail = "It says: “Only\u202e partners”.";
  show(() =>
    Promise.resolve(answer({ type: "about:blank", title: "", status: 502, code: "registration_failed", detail }, 502)),
  );
  await userEvent.click(screen.getByRole("checkbox"));
  expect(await screen.findByText(/Only⟨U\+202E⟩ partners/)).toBeInTheDocument();
});
