import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";

import { useToggleConnector, useToggles } from "./toggles";

const answer = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { "Content-Type": "application/json" } });
const listed = (enabled: boolean) =>
  answer({ results: [{ connector: { id: "tracker" }, enabled }], next: null, previous: null });

afterEach(() => vi.unstubAllGlobals());

it("shows a connector as on though the first list was read before it was switched", async () => {
  let first: ((response: Response) => void) | undefined;
  let changed = false;
  vi.stubGlobal("fetch", (request: Request) => {
    if (request.method === "PUT") {
      changed = true;
      return Promise.resolve(answer({}));
    }
    return changed ? Promise.resolve(listed(true)) : new Promise<Response>((resolve) => (first = resolve));
  });
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => ({ toggles: useToggles("acme", "chat"), toggle: useToggleConnector("acme") }), {
    wrapper,
  });
  await waitFor(() => expect(first).toBeDefined());

  const switched = result.current.toggle.mutateAsync({ conversation: "chat", connector: "tracker", enabled: true });
  await waitFor(() => expect(changed).toBe(true));
  first?.(listed(false));
  await switched;

  await waitFor(() => expect(result.current.toggles.data?.[0]?.enabled).toBe(true));
});
