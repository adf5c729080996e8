/** A screen as a person meets it: inside an organization, with a cache and a router around it. */
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, renderHook } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { vi } from "vitest";

import { Toasts } from "@/components/ui/toast";
import { type Place, PlaceProvider } from "@/lib/organization-context";
import { makeQueryClient } from "@/lib/query-client";

import { place } from "./builders";

function emptyCache(): QueryClient {
  const client = makeQueryClient(() => undefined);
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  return client;
}

/** Shows a screen of an organization; `at` says as whom, and where. The router's address tells where it led. */
export function show(screen: ReactNode, { address = "/", ...at }: Partial<Place> & { address?: string } = {}) {
  vi.stubGlobal("scrollTo", () => undefined);
  const client = emptyCache();
  const router = createRouter({
    routeTree: createRootRoute({ component: () => screen, notFoundComponent: () => screen }),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  const view = render(
    <QueryClientProvider client={client}>
      <PlaceProvider value={place(at)}>
        <Toasts>
          <RouterProvider router={router as never} />
        </Toasts>
      </PlaceProvider>
    </QueryClientProvider>,
  );
  return { ...view, client, router, user: userEvent.setup() };
}

/** Runs hooks that ask the API, with a cache of their own. */
export function runHook<T>(hook: () => T) {
  const client = emptyCache();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return { ...renderHook(hook, { wrapper }), client };
}
