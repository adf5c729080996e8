import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Toasts } from "@/components/ui/toast";
import { noteSignIn } from "@/features/connectors/accounts/started-sign-in";
import { type Place, PlaceProvider } from "@/lib/organization-context";

import { chatSearch } from "./search";
import { useConnectReturn } from "./use-connect-return";

const STARTED = { conversation: "c1", connector: "k1", connection: "n1" };
const LINK = "/c?connected=k1&connection=n1";
const writes: string[] = [];
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { "Content-Type": "application/json" } });

function open(link: string, conversation: string | null = "c1") {
  function Screen() {
    const { failed } = useConnectReturn(conversation);
    return <p>Chat {failed}</p>;
  }
  const root = createRootRoute();
  const chat = createRoute({ getParentRoute: () => root, path: "/c", validateSearch: chatSearch, component: Screen });
  const router = createRouter({
    routeTree: root.addChildren([chat]),
    history: createMemoryHistory({ initialEntries: [link] }),
  });
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <PlaceProvider value={{ org: "acme" } as Place}>
        <Toasts>
          <RouterProvider router={router as never} />
        </Toasts>
      </PlaceProvider>
    </QueryClientProvider>,
  );
  return router;
}

beforeEach(() => {
  sessionStorage.clear();
  writes.length = 0;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (asked) => {
    const request = asked as Request;
    if (request.method !== "GET")
      writes.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
    return json({
      results: [{ id: "k1", name: "Acme Tracker", connections: [{ id: "n1", status: "connected" }] }],
      next: null,
    });
  });
});
afterEach(() => vi.restoreAllMocks());

describe("coming back from a sign-in at a service", () => {
  it("switches the connector on in the conversation it was started for", async () => {
    noteSignIn(STARTED);
    const router = open(LINK);
    await screen.findByText("Acme Tracker is connected and on in this chat.");
    expect(writes).toEqual([
      'PUT /api/v1/organizations/acme/conversations/c1/connectors/k1 {"enabled":true,"connection":"n1"}',
    ]);
    await waitFor(() => expect(router.state.location.searchStr).toBe(""));
  });
  it.each([
    ["when a link says so and nothing was started here", null],
    ["when another conversation's sign-in was started", { ...STARTED, conversation: "c2" }],
    ["when another connector's was", { ...STARTED, connector: "k2" }],
    ["when another account's was", { ...STARTED, connection: "n2" }],
  ])("writes nothing %s", async (_, note) => {
    if (note) noteSignIn(note);
    const router = open(LINK);
    // Said in the place of switching it on, which would say more.
    await screen.findByText("Acme Tracker is connected.");
    await waitFor(() => expect(router.state.location.searchStr).toBe(""));
    expect(writes).toEqual([]);
    expect(sessionStorage).toHaveLength(0);
  });
  it("says that an account is connected only when it is", async () => {
    const router = open("/c?connected=k1&connection=other");
    await waitFor(() => expect(router.state.location.searchStr).toBe(""));
    expect(screen.queryByText(/is connected/)).toBeNull();
  });
  it("shows no words of the link", async () => {
    open("/c?connect_error=Call+0800+123+now&reference=or+lose+everything");
    expect(await screen.findByText(/Connecting did not work\. Please try again\./)).toBeInTheDocument();
    expect(screen.queryByText(/0800|lose/)).toBeNull();
  });
});
