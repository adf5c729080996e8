// @vitest-environment jsdom
import { QueryClient } from "@tanstack/react-query";
import { createMemoryHistory } from "@tanstack/react-router";
import { beforeEach, describe, expect, it } from "vitest";

import { meQuery } from "@/features/session/api/me";
import type { Me } from "@/types/api";

import { makeRouter } from "./router";

const me = {
  id: "u1",
  email: "mia@acme.example",
  memberships: [{ organization: { slug: "acme" }, role: "member" }],
} as unknown as Me;

beforeEach(() => localStorage.clear());

async function opened(address: string): Promise<string> {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(meQuery.queryKey, me);
  const router = makeRouter(client);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  await router.load();
  const missing = router.state.matches.some((match) => (match as { _notFound?: boolean })._notFound);
  return missing ? "nothing is here" : router.state.location.href;
}

describe("an address without the page below it", () => {
  it.each([
    ["/o/acme/settings", "/o/acme/settings/general"],
    ["/o/acme/settings/", "/o/acme/settings/general"],
    ["/o/acme/customize", "/o/acme/customize/connectors"],
    ["/o/acme/c", "/o/acme"],
    ["/o", "/o/acme"],
    ["/invitations", "/o/acme"],
    ["/accounts/", "/o/acme"],
    ["/", "/o/acme"],
  ])("%s leads to the first page there", async (address, page) => {
    expect(await opened(address)).toBe(page);
  });
  it.each(["/o/acme/settings/nowhere", "/nowhere", "/o/acme/nowhere"])("%s stays nothing", async (address) => {
    expect(await opened(address)).toBe("nothing is here");
  });
});
