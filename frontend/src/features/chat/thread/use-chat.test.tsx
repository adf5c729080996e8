import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "@/lib/query-keys";
import { conversation, message } from "@/testing/builders";
import type { Conversation, Message } from "@/types/api";

import { tellOtherTabs } from "../stream/tabs";
import { useChat } from "./use-chat";

const opened: string[] = [];
/** What the newest stream tells, by name. */
let listeners: Record<string, (event: { data: string }) => void> = {};
class FakeSource {
  static CLOSED = 2;
  readyState = 1;
  constructor(url: string) {
    opened.push(url);
  }
  addEventListener(type: string, heard: (event: { data: string }) => void) {
    listeners[type] = heard;
  }
  close() {}
}

vi.stubGlobal("EventSource", FakeSource);

let stored: { one: Conversation; messages: Message[] };
const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });

beforeEach(() => {
  opened.length = 0;
  listeners = {};
  stored = { one: conversation({ id: "c1" }), messages: [] };
  vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    const { pathname } = new URL((request as Request).url);
    return json(
      pathname.endsWith("/c1")
        ? stored.one
        : { results: pathname.endsWith("/messages") ? stored.messages : [], next: null, previous: null },
    );
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function chat(client = new QueryClient({ defaultOptions: { queries: { retry: false } } })) {
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  return renderHook(() => useChat("acme", "c1"), { wrapper }).result;
}

/** Another tab, or another device, asks. */
function asksElsewhere() {
  stored = {
    one: { ...stored.one, active_turn: "t9", updated_at: "2026-11-20T11:00:00Z" },
    messages: [message({ turn: "t9" })],
  };
}

it("reads its accounts anew when the answer waits for one", async () => {
  asksElsewhere();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const again = vi.spyOn(client, "invalidateQueries");
  chat(client);
  await waitFor(() => expect(listeners["turn.waiting"]).toBeDefined());
  const tell = (status: string) => listeners["turn.waiting"]?.({ data: JSON.stringify({ fence: 1, step: 1, status }) });
  const accounts = { queryKey: keys.connecting("acme") };
  tell("waiting_approval");
  await waitFor(() => expect(again).toHaveBeenCalledWith({ queryKey: keys.waiting("acme") }));
  expect(again).not.toHaveBeenCalledWith(accounts);
  tell("waiting_connection");
  await waitFor(() => expect(again).toHaveBeenCalledWith(accounts));
});
it("shows a turn that another tab of this browser begins at once, and follows it", async () => {
  const result = chat();
  await waitFor(() => expect(result.current.messages.data).toEqual([]));
  asksElsewhere();
  // Another tab has another sender: what this module says is its own.
  const other = new BroadcastChannel("switchboard.chat");
  other.postMessage({ org: "acme", conversation: "c1", from: "another tab" });
  await waitFor(() => expect(result.current.messages.data).toHaveLength(1), { timeout: 2000 });
  expect(result.current.active).toBe(true);
  expect(opened).toEqual([expect.stringContaining("t9")]);
  other.close();
});
it("asks nothing for what it has said itself, or what another conversation is about", async () => {
  const result = chat();
  await waitFor(() => expect(result.current.messages.data).toEqual([]));
  const asked = vi.mocked(fetch).mock.calls.length;
  const other = new BroadcastChannel("switchboard.chat");
  tellOtherTabs({ org: "acme", conversation: "c1" });
  other.postMessage({ org: "acme", conversation: "c2", from: "another tab" });
  await new Promise<void>((heard) => {
    const last = new BroadcastChannel("switchboard.chat");
    last.onmessage = () => {
      last.close();
      heard();
    };
    other.postMessage("last");
  });
  expect(vi.mocked(fetch).mock.calls).toHaveLength(asked);
  other.close();
});
it("finds within seconds what began on another device, and what came and went there", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const result = chat();
  await waitFor(() => expect(result.current.messages.data).toEqual([]));
  asksElsewhere();
  await vi.advanceTimersByTimeAsync(4_100);
  await waitFor(() => expect(result.current.messages.data).toHaveLength(1));
  expect(opened).toHaveLength(1);
  stored = {
    one: { ...stored.one, active_turn: null, updated_at: "2026-11-20T12:00:00Z" },
    messages: [message({ turn: "t9" }), message({ id: "m2", turn: "t10" })],
  };
  await vi.advanceTimersByTimeAsync(10_100);
  await waitFor(() => expect(result.current.messages.data).toHaveLength(2));
});
it("finds what came and went elsewhere between two looks", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const result = chat();
  await waitFor(() => expect(result.current.messages.data).toEqual([]));
  stored = { one: { ...stored.one, updated_at: "2026-11-20T12:00:00Z" }, messages: [message({ turn: "t10" })] };
  await vi.advanceTimersByTimeAsync(4_100);
  await waitFor(() => expect(result.current.messages.data).toHaveLength(1));
});
it("follows the answer to a question just asked before its conversation was read", async () => {
  vi.mocked(fetch).mockImplementation(() => new Promise(() => undefined));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(keys.messages("acme", "c1"), [message({ turn: "t9", status: "queued" })]);
  const result = chat(client);
  expect(result.current).toMatchObject({ active: true, finished: 0 });
  await waitFor(() => expect(opened).toEqual([expect.stringContaining("t9")]));
  act(() => listeners["turn.finished"]?.({ data: JSON.stringify({ fence: 1, step: 1, status: "completed" }) }));
  await waitFor(() => expect(result.current).toMatchObject({ active: false, finished: 1 }));
});
it("takes no turn that ended without an answer for one that is being written", () => {
  vi.mocked(fetch).mockImplementation(() => new Promise(() => undefined));
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.setQueryData(keys.messages("acme", "c1"), [message({ turn: "t9", status: "failed" })]);
  expect(chat(client).current.active).toBe(false);
});

describe("a chat that is opened", () => {
  const AT = "2026-11-20T10:00:00Z";
  const read = () => vi.mocked(fetch).mock.calls.filter(([asked]) => (asked as Request).url.includes("/messages"));
  /** The messages, which the server gives newest first, are there before the conversation is. */
  async function open(changes: Partial<Conversation>, ...messages: Message[]) {
    stored = { one: conversation({ id: "c1", updated_at: AT, ...changes }), messages: messages.toReversed() };
    const answer = vi.mocked(fetch).getMockImplementation()!;
    let say: (() => void) | undefined;
    vi.mocked(fetch).mockImplementation(async (...asked) => {
      const { pathname } = new URL((asked[0] as Request).url);
      if (pathname.endsWith("/c1")) await new Promise<void>((resolve) => (say = resolve));
      return answer(...asked);
    });
    const result = chat();
    await waitFor(() => expect(result.current.messages.data).toHaveLength(messages.length));
    say?.();
    await waitFor(() => expect(result.current.conversation.data).toBeDefined());
    await waitFor(() => expect(result.current.messages.isFetching).toBe(false));
  }
  const answered = (changes: Partial<Message> = {}) =>
    message({ id: "m2", role: "assistant", status: "completed", created_at: AT, ...changes });

  it("is read once when nothing runs in it", async () => {
    await open({}, message(), answered());
    expect(read()).toHaveLength(1);
  });
  it("is read again when its answer was still being written when it was read", async () => {
    await open({}, message(), answered({ status: "running" }));
    expect(read()).toHaveLength(2);
  });
  it("is read again when something was said in it since", async () => {
    await open({ updated_at: "2026-11-20T10:00:01Z" }, message(), answered());
    expect(read()).toHaveLength(2);
  });
  it("is read again when its answer went on elsewhere, and ended", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await open({}, message(), answered());
    stored.one = { ...stored.one, active_turn: "turn-1" };
    vi.mocked(fetch).mockImplementation(async (request) =>
      json((request as Request).url.endsWith("/c1") ? stored.one : { results: stored.messages, next: null }),
    );
    await vi.advanceTimersByTimeAsync(4_100);
    await waitFor(() => expect(opened).toHaveLength(1));
    expect(read()).toHaveLength(1);
    stored.one = { ...stored.one, active_turn: null };
    await vi.advanceTimersByTimeAsync(10_100);
    await waitFor(() => expect(read()).toHaveLength(2));
  });
  it("is read again when it is opened from what was known of it before", async () => {
    stored = { one: conversation({ id: "c1", updated_at: AT }), messages: [answered(), message()] };
    const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 15_000 } } });
    client.setQueryData(keys.messages("acme", "c1"), [message(), answered()]);
    client.setQueryData(keys.conversation("acme", "c1"), stored.one);
    chat(client);
    await waitFor(() => expect(read()).toHaveLength(1));
  });
});
