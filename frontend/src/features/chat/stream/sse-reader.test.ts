import { describe, expect, it } from "vitest";

import { openBody } from "@/testing/open-body";

import { type ServerEvent, SseReader } from "./sse-reader";

async function readAll(...chunks: Uint8Array[]): Promise<ServerEvent[]> {
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const reader = new SseReader(body);
  const all: ServerEvent[] = [];
  for (let event = await reader.next(); event; event = await reader.next()) all.push(event);
  return all;
}
const bytes = (text: string) => new TextEncoder().encode(text);
const inPieces = (text: string, size: number) => {
  const all = bytes(text);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
};

describe("server-sent events", () => {
  it.each([1, 2, 3, 7, 1000])("are the same in chunks of %i bytes", async (size) => {
    const text =
      'retry: 1000\n\nid: 1-0\nevent: text.delta\ndata: {"text":"Grüße 🙂"}\n\n: ping\n\nevent: turn.waiting\r\ndata:{}\r\n\r\n';
    expect(await readAll(...inPieces(text, size))).toEqual([
      { type: "text.delta", data: '{"text":"Grüße 🙂"}' },
      { type: "turn.waiting", data: "{}" },
    ]);
  });
  it("join the lines of their data", async () => {
    expect(await readAll(bytes("data: one\ndata\ndata:  two\n\n"))).toEqual([{ type: "message", data: "one\n\n two" }]);
  });
  it("keep separators that are no line ends to this format", async () => {
    expect(await readAll(bytes("data: a\u2028b:c\n\n"))).toEqual([{ type: "message", data: "a\u2028b:c" }]);
  });
  it("do not carry a name into the next event", async () => {
    expect(await readAll(bytes("event: a\n\ndata: 1\n\n"))).toEqual([{ type: "message", data: "1" }]);
  });
  it("are dropped when the end cuts them off", async () => {
    expect(await readAll(bytes("data: whole\n\ndata: half\n"))).toEqual([{ type: "message", data: "whole" }]);
  });
});

describe("a reader", () => {
  it("says when the connection broke", async () => {
    const answer = openBody();
    const next = new SseReader(answer.body).next();
    answer.breakOff();
    await expect(next).rejects.toThrow("network error");
  });
  it("ends at once for who waits when it is closed", async () => {
    const answer = openBody();
    const reader = new SseReader(answer.body);
    const next = reader.next();
    reader.close();
    expect(await next).toBeNull();
    expect(answer.cancelled()).toBe(true);
  });
  it("says nothing more once closed", async () => {
    const answer = openBody();
    const reader = new SseReader(answer.body);
    answer.write("data: 1\n\ndata: 2\n\n");
    expect(await reader.next()).toMatchObject({ data: "1" });
    reader.close();
    expect(await reader.next()).toBeNull();
  });
});
