import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";

import { type ExactObject, readExact } from "@/lib/exact-json";

import { useDecideToolCall } from "./tool-calls";

afterEach(() => vi.restoreAllMocks());

it("sends edited numbers as they were typed", async () => {
  const sent: string[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (asked) => {
    sent.push(await (asked as Request).text());
    return new Response("{}", { status: 200, headers: { "Content-Type": "application/json" } });
  });
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={new QueryClient()}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useDecideToolCall("acme"), { wrapper });
  await result.current.mutateAsync({
    call: "c1",
    decision: "allow_once",
    arguments: readExact('{"id":9007199254740993,"rate":1.0}') as ExactObject,
  });
  await result.current.mutateAsync({ call: "c1", decision: "deny", reason: "No" });
  expect(sent).toEqual([
    '{"decision":"allow_once","arguments":{"id":9007199254740993,"rate":1.0}}',
    '{"decision":"deny","reason":"No"}',
  ]);
});
