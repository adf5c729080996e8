import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";

import { headersIn } from "./headers-in";
import { AddCustomConnector } from "./add-custom-connector";

afterEach(() => vi.unstubAllGlobals());

function show(add_custom: object) {
  vi.stubGlobal("fetch", () =>
    Promise.resolve(new Response(JSON.stringify({ add_custom }), { headers: { "Content-Type": "application/json" } })),
  );
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PlaceProvider value={{ org: "acme" } as Place}>
        <AddCustomConnector />
      </PlaceProvider>
    </QueryClientProvider>,
  );
}

it("is offered to who may", async () => {
  show({ allowed: true, code: "", reason: "" });
  expect(await screen.findByRole("button", { name: "Add custom connector" })).toBeInTheDocument();
});

it.each(["owner_required", "custom_connector_limit", "mobile_cannot_add_connectors", "email_not_verified"])(
  "is a reason in place of a button: %s",
  async (code) => {
    show({ allowed: false, code, reason: "Ask somebody." });
    expect(await screen.findByText("Custom connectors: Ask somebody.")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  },
);

it.each([
  ["", []],
  ["X-Api-Key", [{ name: "X-Api-Key", prefix: "" }]],
  [
    " X-Api-Key ,Authorization: Bearer,",
    [
      { name: "X-Api-Key", prefix: "" },
      { name: "Authorization", prefix: "Bearer " },
    ],
  ],
])("reads the headers in %j", (typed, headers) => expect(headersIn(typed)).toEqual(headers));
