import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";
import type { Connector } from "@/types/api";

import { ToolTime } from "./tool-time";

afterEach(() => vi.unstubAllGlobals());

function show(seconds: number | null, reply: () => Response) {
  const sent: unknown[] = [];
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(await request.json());
    return reply();
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <PlaceProvider value={{ org: "acme", role: "owner" } as Place}>
        <ToolTime connector={{ id: "k1", tool_seconds: seconds } as Connector} />
      </PlaceProvider>
    </QueryClientProvider>,
  );
  return sent;
}
const ok = () => new Response("{}", { headers: { "Content-Type": "application/json" } });
const field = () => screen.getByLabelText("Longest time for one call");

it("is as usual until an owner chooses", async () => {
  const sent = show(null, ok);
  expect(field()).toHaveDisplayValue("As usual");
  await userEvent.selectOptions(field(), "2 minutes");
  await vi.waitFor(() => expect(sent).toEqual([{ tool_seconds: 120 }]));
});
it("goes back to the usual", async () => {
  const sent = show(120, ok);
  expect(field()).toHaveDisplayValue("2 minutes");
  await userEvent.selectOptions(field(), screen.getByRole("option", { name: /As usual/ }));
  await vi.waitFor(() => expect(sent).toEqual([{ tool_seconds: null }]));
});
it("shows a time that was set elsewhere", () => {
  show(90, ok);
  expect(field()).toHaveDisplayValue("90 seconds");
});
it("says why it was refused", async () => {
  const problem = {
    type: "urn:x",
    title: "Not allowed",
    status: 403,
    detail: "Only an owner can do this.",
    code: "owner_required",
  };
  show(
    null,
    () =>
      new Response(JSON.stringify(problem), { status: 403, headers: { "Content-Type": "application/problem+json" } }),
  );
  await userEvent.selectOptions(field(), "5 minutes");
  expect(await screen.findByText(/Only an owner can do this/)).toBeInTheDocument();
});
