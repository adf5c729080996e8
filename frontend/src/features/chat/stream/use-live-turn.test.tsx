import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useLiveTurn } from "./use-live-turn";

const sources: FakeSource[] = [];
class FakeSource {
  static CLOSED = 2;
  readyState = 1;
  private readonly listeners: Record<string, (event: { data: string }) => void> = {};
  constructor(readonly url: string) {
    sources.push(this);
  }
  addEventListener(type: string, listen: (event: { data: string }) => void) {
    this.listeners[type] = listen;
  }
  close() {
    this.readyState = FakeSource.CLOSED;
  }
  say(type: string, data: object) {
    act(() => {
      this.listeners[type]?.({ data: JSON.stringify({ fence: 1, step: 1, ...data }) });
      vi.advanceTimersByTime(20);
    });
  }
}
const isOpen = (source: FakeSource | undefined) => source !== undefined && source.readyState !== FakeSource.CLOSED;

beforeEach(() => {
  sources.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const follow = (turn: string | null) => renderHook(({ of }) => useLiveTurn("acme", of), { initialProps: { of: turn } });
const text = (live: ReturnType<typeof follow>) =>
  live.result.current.turn.blocks.map((block) => (block.kind === "text" ? block.text : "")).join("|");

it("opens no stream while no turn runs", () => {
  follow(null);
  expect(sources).toHaveLength(0);
});
it("comes back from the start after a gap, and is whole again", () => {
  const live = follow("t1");
  sources[0]?.say("text.delta", { offset: 0, text: "Two " });
  sources[0]?.say("text.delta", { offset: 9, text: "week" });
  expect(isOpen(sources[0])).toBe(false);
  act(() => void vi.advanceTimersByTime(2000));
  expect(sources).toHaveLength(2);
  expect(text(live)).toBe("Two ");
  sources[1]?.say("text.delta", { offset: 0, text: "Two this week" });
  expect(text(live)).toBe("Two this week");
  expect(isOpen(sources[1])).toBe(true);
});
it("follows a turn anew that was over and goes on", () => {
  const live = follow("t1");
  sources[0]?.say("text.delta", { offset: 0, text: "Half" });
  sources[0]?.say("turn.finished", { status: "failed", error: null, message: null });
  expect(sources).toHaveLength(1);
  act(() => live.result.current.restart("t1"));
  expect(sources).toHaveLength(2);
  expect(live.result.current.turn.finished).toBe(false);
  sources[1]?.say("snapshot", { fence: 3, turn: "t1", offset: 0, content: [{ type: "text", text: "Half" }] });
  expect(text(live)).toBe("Half");
});
it("tries again as long as the gap is there", () => {
  follow("t1");
  for (let count = 0; count < 3; count++) {
    sources.at(-1)?.say("text.delta", { offset: 5, text: "?" });
    act(() => void vi.advanceTimersByTime(2000));
  }
  expect(sources).toHaveLength(4);
});
it("forgets an earlier turn when another begins", () => {
  const live = follow("t1");
  sources[0]?.say("text.delta", { offset: 0, text: "old" });
  live.rerender({ of: "t2" });
  expect(text(live)).toBe("");
  expect(isOpen(sources[0])).toBe(false);
  expect(sources[1]?.url).toContain("/turns/t2/events");
});
it("closes when the turn is over", () => {
  follow("t1");
  sources[0]?.say("turn.finished", { status: "completed", error: null, message: null });
  expect(sources).toHaveLength(1);
  expect(isOpen(sources[0])).toBe(false);
});
it("closes while nobody looks, and comes back", () => {
  const live = follow("t1");
  sources[0]?.say("text.delta", { offset: 0, text: "here" });
  const look = (state: string) =>
    act(() => {
      Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
  look("hidden");
  expect(isOpen(sources[0])).toBe(false);
  expect(text(live)).toBe("here");
  look("visible");
  expect(isOpen(sources[1])).toBe(true);
});
