import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";

import { keys } from "@/lib/query-keys";
import { conversation, message } from "@/testing/builders";
import { openBody } from "@/testing/open-body";

import { takeHandedOver } from "../stream/handed-over";
import { ANSWER_MILLISECONDS, useBeginConversation, useSendMessage } from "./send-message";

const sent = { message: message({ turn: "t1" }), turn: { id: "t1", status: "queued" } };
const answer = (body: BodyInit, type: string, status = 202) =>
  new Response(body, { status, headers: { "Content-Type": type } });

afterEach(() => {
  takeHandedOver("t1")?.close();
  vi.restoreAllMocks();
  document.cookie = "csrftoken=; max-age=0";
});

type Reply = () => Response | Promise<Response>;

function send(reply: Reply, until?: (request: Request) => Promise<never>) {
  const fetch = vi.spyOn(globalThis, "fetch").mockImplementation(async (request) => {
    const answered = reply();
    return until ? Promise.race([answered, until(request as Request)]) : answered;
  });
  const client = new QueryClient();
  client.setQueryData(keys.conversation("acme", "c1"), conversation({ id: "c1" }));
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useSendMessage("acme"), { wrapper });
  const again = () => result.current.mutateAsync({ conversation: "c1", text: "Hello" });
  return { client, fetch, again, sending: again() };
}

it("is sent once the answer's first event says so, and hands over the rest", async () => {
  const body = openBody();
  body.say("message.sent", sent);
  const { client, sending } = send(() => answer(body.body, "text/event-stream; charset=utf-8"));
  expect(await sending).toEqual(sent);
  expect(client.getQueryData(keys.messages("acme", "c1"))).toEqual([sent.message]);
  expect(client.getQueryData(keys.conversation("acme", "c1"))).toMatchObject({ active_turn: "t1" });
  const rest = takeHandedOver("t1");
  body.say("turn.started", { fence: 1, step: 0, turn: "t1" });
  expect(await rest?.next()).toMatchObject({ type: "turn.started" });
});
it("asks for events with everything that the typed client sends", async () => {
  document.cookie = "csrftoken=rotated";
  const { fetch, sending } = send(() => answer(JSON.stringify(sent), "application/json"));
  await sending;
  const request = fetch.mock.calls[0]![0] as Request;
  expect(new URL(request.url).pathname).toBe("/api/v1/organizations/acme/conversations/c1/messages");
  expect(Object.fromEntries(request.headers)).toMatchObject({
    accept: "text/event-stream",
    "content-type": "application/json",
    "x-csrftoken": "rotated",
  });
  expect(await request.json()).toEqual({ text: "Hello" });
});
it("is sent when the answer is plain JSON, with nothing to hand over", async () => {
  const { sending } = send(() => answer(JSON.stringify(sent), "application/json"));
  expect(await sending).toEqual(sent);
  expect(takeHandedOver("t1")).toBeNull();
});
it("says what the API refused in its words", async () => {
  const problem = {
    type: "urn:x",
    title: "Busy",
    status: 409,
    detail: "An answer is being written.",
    code: "turn_active",
  };
  const { sending } = send(() => answer(JSON.stringify(problem), "application/problem+json", 409));
  await expect(sending).rejects.toMatchObject({
    name: "ApiProblem",
    status: 409,
    code: "turn_active",
    message: "An answer is being written.",
  });
});
it("asks once more, as the same message, when no answer came, and shows the turn that runs", async () => {
  let count = 0;
  const { fetch, client, sending } = send(() => {
    if (count++ === 0) throw new TypeError("Failed to fetch");
    return answer(JSON.stringify(sent), "application/json");
  });
  expect(await sending).toEqual(sent);
  const asked = fetch.mock.calls.map(([request]) => (request as Request).headers.get("Idempotency-Key"));
  expect(asked).toHaveLength(2);
  expect(asked[0]).toBe(asked[1]);
  expect(asked[0]).toBeTruthy();
  expect(client.getQueryData(keys.conversation("acme", "c1"))).toMatchObject({ active_turn: "t1" });
});
it("asks once more when the answer never comes", async () => {
  vi.useFakeTimers();
  let count = 0;
  const { sending } = send(
    () => (count++ === 0 ? new Promise<Response>(() => undefined) : answer(JSON.stringify(sent), "application/json")),
    (request) =>
      new Promise((_, reject) =>
        request.signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))),
      ),
  );
  await vi.advanceTimersByTimeAsync(ANSWER_MILLISECONDS + 1);
  expect(await sending).toEqual(sent);
  vi.useRealTimers();
});
it("stays the same message when it is sent again after all tries failed, and is a new one after it was heard", async () => {
  let online = false;
  const { fetch, again, sending } = send(() => {
    if (!online) throw new TypeError("Failed to fetch");
    return answer(JSON.stringify(sent), "application/json");
  });
  await expect(sending).rejects.toMatchObject({ code: "offline" });
  online = true;
  await again();
  await again();
  const asked = fetch.mock.calls.map(([request]) => (request as Request).headers.get("Idempotency-Key"));
  expect(new Set(asked.slice(0, 3)).size).toBe(1);
  expect(asked[3]).not.toBe(asked[0]);
});
it("does not show a message twice that was read meanwhile", async () => {
  const { client, sending } = send(() => {
    client.setQueryData(keys.messages("acme", "c1"), [sent.message]);
    return answer(JSON.stringify(sent), "application/json");
  });
  await sending;
  expect(client.getQueryData(keys.messages("acme", "c1"))).toEqual([sent.message]);
});
it("says that there is no connection when there is none", async () => {
  const { sending } = send(() => Promise.reject(new TypeError("Failed to fetch")));
  await expect(sending).rejects.toMatchObject({ name: "ApiProblem", code: "offline" });
});
it.each(["end", "breakOff"] as const)(
  "says so too when the stream is lost before its first event (%s)",
  async (lose) => {
    const body = openBody();
    body[lose]();
    const { sending } = send(() => answer(body.body, "text/event-stream"));
    await expect(sending).rejects.toMatchObject({ name: "ApiProblem", code: "offline" });
    expect(takeHandedOver("t1")).toBeNull();
  },
);
it("makes a conversation with its connectors and its first message in one request", async () => {
  const begun = {
    id: "c2",
    message: message({ turn: "t1" }),
    turn: { id: "t1", status: "queued", conversation: "c2" },
  };
  const fetch = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(async () => answer(JSON.stringify(begun), "application/json", 201));
  const client = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  );
  const { result } = renderHook(() => useBeginConversation("acme"), { wrapper });
  expect(await result.current.mutateAsync({ project: "p1", connectors: [{ connector: "k1" }], text: "Hello" })).toEqual(
    begun,
  );
  expect(fetch).toHaveBeenCalledTimes(1);
  const request = fetch.mock.calls[0]![0] as Request;
  expect(new URL(request.url).pathname).toBe("/api/v1/organizations/acme/conversations");
  expect(await request.json()).toEqual({
    project: "p1",
    connectors: [{ connector: "k1" }],
    message: { text: "Hello" },
  });
  expect(request.headers.get("Idempotency-Key")).toBeTruthy();
  expect(client.getQueryData(keys.messages("acme", "c2"))).toEqual([begun.message]);
});
