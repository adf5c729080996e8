import { act, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { keys } from "@/lib/query-keys";
import { message } from "@/testing/builders";
import { FakeApi, problem, rows } from "@/testing/fake-api";
import { runHook } from "@/testing/show";
import type { Message } from "@/types/api";

import { useEarlierMessages, useMessages } from "./messages";

const MESSAGES = "/api/v1/organizations/acme/conversations/c1/messages";
const SIZE = 2;
let all: Message[];
let api: FakeApi;

const numbered = (number: number) => message({ id: `m${number}`, created_at: `2026-11-20T10:00:0${number}Z` });
const ids = (messages: Message[] | undefined) => messages?.map(({ id }) => id);

/** Pages from the end, two messages each, as the API gives them. */
beforeEach(() => {
  all = [1, 2, 3, 4, 5].map(numbered);
  api = new FakeApi({
    [`GET ${MESSAGES}`]: ({ query }) => {
      const newestFirst = all.toReversed();
      const at = newestFirst.findIndex(({ id }) => id === query.cursor) + 1;
      const page = newestFirst.slice(at, at + SIZE);
      const next = at + SIZE < all.length ? `http://elsewhere.example${MESSAGES}?cursor=${page.at(-1)?.id}` : null;
      return { ...rows(...page), next };
    },
  });
});

async function read() {
  const hook = runHook(() => ({ messages: useMessages("acme", "c1"), earlier: useEarlierMessages("acme", "c1") }));
  await waitFor(() => expect(hook.result.current.messages.data).toBeDefined());
  return {
    ...hook,
    shown: () => ids(hook.result.current.messages.data),
    earlier: () => hook.result.current.earlier,
    again: () => act(() => hook.client.invalidateQueries({ queryKey: keys.messages("acme", "c1") })),
  };
}
const nothing = () => undefined;

describe("the messages of a conversation", () => {
  it("are its newest page, in one request, oldest first", async () => {
    const { shown, earlier } = await read();
    expect(shown()).toEqual(["m4", "m5"]);
    expect(api.asked.map(({ query }) => query)).toEqual([{ order: "newest_first", page_size: "50" }]);
    await waitFor(() => expect(earlier().some).toBe(true));
  });
  it("are asked for page by page until there is none before the first", async () => {
    const { shown, earlier } = await read();
    const onArrival = vi.fn();
    act(() => earlier().load(onArrival));
    await waitFor(() => expect(shown()).toEqual(["m2", "m3", "m4", "m5"]));
    act(() => earlier().load(onArrival));
    await waitFor(() => expect(shown()).toEqual(["m1", "m2", "m3", "m4", "m5"]));
    await waitFor(() => expect(earlier().some).toBe(false));
    expect(onArrival.mock.calls).toEqual([[2], [1]]);
    expect(api.asked).toHaveLength(3);
  });
  it("are read again by their newest page alone; what was loaded before it stays, as the same objects", async () => {
    const { shown, earlier, again, result } = await read();
    act(() => earlier().load(nothing));
    await waitFor(() => expect(shown()).toHaveLength(4));
    const second = result.current.messages.data?.[0];
    all = [...all, numbered(6)];
    await again();
    await waitFor(() => expect(shown()).toEqual(["m2", "m3", "m4", "m5", "m6"]));
    expect(result.current.messages.data?.[0]).toBe(second);
    expect(api.asked).toHaveLength(3);
    act(() => earlier().load(nothing));
    await waitFor(() => expect(shown()?.[0]).toBe("m1"));
  });
  it("begin at the newest page again when more came than one page holds", async () => {
    const { shown, earlier, again } = await read();
    all = [...all, ...[6, 7, 8].map(numbered)];
    await again();
    await waitFor(() => expect(shown()).toEqual(["m7", "m8"]));
    act(() => earlier().load(nothing));
    await waitFor(() => expect(shown()).toEqual(["m5", "m6", "m7", "m8"]));
  });
  it("are known as a whole when somebody has just sent into a chat that was never read", async () => {
    const hook = runHook(() => ({ messages: useMessages("acme", "c1"), earlier: useEarlierMessages("acme", "c1") }));
    all = [...all, numbered(6)];
    act(() => void hook.client.setQueryData(keys.messages("acme", "c1"), [numbered(6)]));
    await waitFor(() => expect(ids(hook.result.current.messages.data)).toEqual(["m5", "m6"]));
    await waitFor(() => expect(hook.result.current.earlier.some).toBe(true));
  });
  it("stay as they are when earlier ones cannot be read, and say why", async () => {
    const { shown, earlier } = await read();
    api.answers[`GET ${MESSAGES}`] = problem(503, "busy", "Try again in a moment.");
    act(() => earlier().load(nothing));
    await waitFor(() => expect(earlier().error).toMatchObject({ message: "Try again in a moment." }));
    expect(shown()).toEqual(["m4", "m5"]);
    expect(earlier().some).toBe(true);
  });
  it("are not asked for twice at once", async () => {
    const { earlier } = await read();
    await waitFor(() => expect(earlier().some).toBe(true));
    act(() => earlier().load(nothing));
    await waitFor(() => expect(earlier().loading || api.asked.length === 2).toBe(true));
    act(() => earlier().load(nothing));
    await waitFor(() => expect(earlier().loading).toBe(false));
    expect(new Set(api.asked.map(({ query }) => query.cursor)).size).toBe(api.asked.length);
  });
  it("are nobody's where there is no conversation", () => {
    runHook(() => useMessages("acme", null));
    expect(api.asked).toEqual([]);
  });
});
