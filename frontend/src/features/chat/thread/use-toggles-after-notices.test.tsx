import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, it, vi } from "vitest";

import { keys } from "@/lib/query-keys";

import { useTogglesAfterNotices } from "./chat-notices";

it("looks the switches up anew when a notice comes, and not before", () => {
  const client = new QueryClient();
  const anew = vi.spyOn(client, "invalidateQueries");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { rerender } = renderHook(({ notices }) => useTogglesAfterNotices("acme", "c1", notices), {
    wrapper,
    initialProps: { notices: 0 },
  });
  expect(anew).not.toHaveBeenCalled();
  rerender({ notices: 1 });
  expect(anew.mock.calls).toEqual([[{ queryKey: keys.toggles("acme", "c1") }]]);
});
