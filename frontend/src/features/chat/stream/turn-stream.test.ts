import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { TurnEvent } from "./events";
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
  const listener = { onReset: vi.fn(), onEvents: (events: TurnEvent[]) => void seen.push(events), onConnection: vi.fn() };
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
