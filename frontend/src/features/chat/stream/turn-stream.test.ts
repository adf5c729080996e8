// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { openBody } from "@/testing/open-body";

import type { TurnEvent } from "./events";
import { handOver } from "./handed-over";
import { SseReader } from "./sse-reader";
import { TurnStream } from "./turn-stream";

class FakeSource {
  static CLOSED = 2;
  static opened: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private readonly listeners = new Map<string, (event: { data: string }) => void>();
  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }
  addEventListener(type: string, listen: (event: { data: string }) => void) {
    this.listeners.set(type, listen);
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  say(type: string, data: object) {
    this.listeners.get(type)?.({ data: JSON.stringify(data) });
  }
}

let frames: (() => void)[] = [];
const nextFrame = () => frames.splice(0).forEach((run) => run());

beforeEach(() => {
  FakeSource.opened = [];
  frames = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
  vi.stubGlobal("cancelAnimationFrame", () => (frames = []));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function follow() {
  const seen: TurnEvent[][] = [];
  const listener = {
    onReset: vi.fn(),
    onEvents: (events: TurnEvent[]) => void seen.push(events),
    onConnection: vi.fn(),
  };
  const stream = new TurnStream({ org: "acme", turn: "t1" }, listener);
  stream.open();
  return { stream, seen, ...listener, source: () => FakeSource.opened.at(-1)! };
}
const delta = (offset: number) => ({ fence: 1, step: 1, offset, text: "ab" });

describe("the stream of a turn", () => {
  it("delivers all events of a frame at once, after a reset", () => {
    const { source, seen, onReset } = follow();
    source().say("text.delta", delta(0));
    source().say("text.delta", delta(2));
    expect(seen).toEqual([]);
    nextFrame();
    expect(onReset).toHaveBeenCalledOnce();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toHaveLength(2);
    source().say("text.delta", delta(4));
    nextFrame();
    expect(onReset).toHaveBeenCalledOnce();
  });
  it("leaves reconnecting to the browser while it tries", () => {
    const { source, onConnection } = follow();
    source().onerror?.();
    expect(onConnection).toHaveBeenLastCalledWith(false);
    vi.advanceTimersByTime(10_000);
    expect(FakeSource.opened).toHaveLength(1);
    source().onopen?.();
    expect(onConnection).toHaveBeenLastCalledWith(true);
  });
  it("begins anew when the browser gave up", () => {
    const { source } = follow();
    source().readyState = FakeSource.CLOSED;
    source().onerror?.();
    vi.advanceTimersByTime(2000);
    expect(FakeSource.opened).toHaveLength(2);
  });
  it("closes at the end, so that the browser does not come back for it", () => {
    const { source, seen } = follow();
    source().say("turn.finished", { fence: 1, step: 1, status: "completed", error: null, message: null });
    expect(source().readyState).toBe(FakeSource.CLOSED);
    nextFrame();
    expect(seen).toHaveLength(1);
  });
  it("drops what cannot be read", () => {
    const { source, seen } = follow();
    source().say("text.delta", { text: "no fence" });
    nextFrame();
    expect(seen).toEqual([]);
  });
  it("says nothing more once closed", () => {
    const { stream, source, seen } = follow();
    source().say("text.delta", delta(0));
    stream.close();
    nextFrame();
    expect(seen).toEqual([]);
    expect(source().readyState).toBe(FakeSource.CLOSED);
  });
});

describe("the stream that the answer to the message began", () => {
  const finished = { fence: 1, step: 1, status: "completed", error: null, message: null };
  const arrived = () => vi.advanceTimersByTimeAsync(0);
  function followHanded() {
    const answer = openBody();
    handOver("t1", new SseReader(answer.body));
    return { answer, ...follow() };
  }

  it("is followed, with no second request", async () => {
    const { answer, seen, onReset, onConnection } = followHanded();
    expect(onConnection).toHaveBeenLastCalledWith(true);
    answer.write(": ping\n\nevent: from.the.future\ndata: {}\n\n");
    answer.say("text.delta", delta(0));
    answer.say("text.delta", delta(2));
    await arrived();
    nextFrame();
    expect(onReset).toHaveBeenCalledOnce();
    expect(seen).toEqual([
      [
        { type: "text.delta", ...delta(0) },
        { type: "text.delta", ...delta(2) },
      ],
    ]);
    expect(FakeSource.opened).toHaveLength(0);
  });
  it("is over with the turn", async () => {
    const { answer, seen, onConnection } = followHanded();
    answer.say("turn.finished", finished);
    await arrived();
    expect(answer.cancelled()).toBe(true);
    nextFrame();
    expect(seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(FakeSource.opened).toHaveLength(0);
    expect(onConnection).not.toHaveBeenCalledWith(false);
  });
  it.each(["end", "breakOff"] as const)(
    "is replaced from the start when it is lost before the turn is over (%s)",
    async (lose) => {
      const { answer, seen, onReset, onConnection, source } = followHanded();
      answer.say("text.delta", delta(0));
      await arrived();
      nextFrame();
      answer[lose]();
      await vi.advanceTimersByTimeAsync(2000);
      expect(onConnection).toHaveBeenLastCalledWith(false);
      expect(source().url).toContain("/turns/t1/events");
      source().say("text.delta", delta(0));
      nextFrame();
      expect(onReset).toHaveBeenCalledTimes(2);
      expect(seen).toHaveLength(2);
    },
  );
  it("is let go when closed, and says nothing more", async () => {
    const { answer, stream, seen, onConnection } = followHanded();
    answer.say("text.delta", delta(0));
    stream.close();
    await vi.advanceTimersByTimeAsync(10_000);
    nextFrame();
    expect(answer.cancelled()).toBe(true);
    expect(seen).toEqual([]);
    expect(onConnection).not.toHaveBeenCalledWith(false);
    expect(FakeSource.opened).toHaveLength(0);
  });
  it("is let go for a new one after a gap", async () => {
    const { answer, stream } = followHanded();
    stream.reopen();
    await vi.advanceTimersByTimeAsync(2000);
    expect(answer.cancelled()).toBe(true);
    expect(FakeSource.opened).toHaveLength(1);
  });
});
