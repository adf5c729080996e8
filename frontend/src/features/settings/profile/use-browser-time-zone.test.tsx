import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, expect, it, vi } from "vitest";

import { useBrowserTimeZone } from "./use-browser-time-zone";

let sent: unknown[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    sent.push(await request.json());
    return new Response("{}", { headers: { "Content-Type": "application/json" } });
  });
  browserSays("Asia/Kathmandu");
});

function browserSays(timeZone: string | undefined) {
  const options = { timeZone } as Intl.ResolvedDateTimeFormatOptions;
  vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue(options);
}

function arrive(time_zone: string, time_zone_chosen = false) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
  );
  return renderHook((me) => useBrowserTimeZone(me), { wrapper, initialProps: { time_zone, time_zone_chosen } });
}

it("tells the zone once", async () => {
  const { rerender } = arrive("UTC");
  await waitFor(() => expect(sent).toEqual([{ browser_time_zone: "Asia/Kathmandu" }]));
  rerender({ time_zone: "UTC", time_zone_chosen: false });
  rerender({ time_zone: "Asia/Kathmandu", time_zone_chosen: false });
  expect(sent).toHaveLength(1);
});

it.each([
  ["one has chosen", "UTC", true, "Asia/Kathmandu"],
  ["it is known", "Asia/Kathmandu", false, "Asia/Kathmandu"],
  ["the browser does not know it", "UTC", false, undefined],
])("says nothing when %s", async (_, zone, chosen, browser) => {
  browserSays(browser);
  arrive(zone, chosen);
  await new Promise((resolve) => setTimeout(resolve));
  expect(sent).toEqual([]);
});
