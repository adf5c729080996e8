// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { openBody } from "@/testing/open-body";

import { FORGET_MILLISECONDS, handOver, takeHandedOver } from "./handed-over";
import { SseReader } from "./sse-reader";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.advanceTimersByTime(FORGET_MILLISECONDS);
  vi.useRealTimers();
});

function handed(turn: string) {
  const answer = openBody();
  const events = new SseReader(answer.body);
  handOver(turn, events);
  return { ...answer, events };
}

it("gives the events of a turn to the first who asks, and to no other", () => {
  const { events } = handed("t1");
  expect(takeHandedOver("t2")).toBeNull();
  expect(takeHandedOver("t1")).toBe(events);
  expect(takeHandedOver("t1")).toBeNull();
});
it("closes what nobody took in time", () => {
  const { cancelled } = handed("t1");
  vi.advanceTimersByTime(FORGET_MILLISECONDS - 1);
  expect(cancelled()).toBe(false);
  vi.advanceTimersByTime(1);
  expect(cancelled()).toBe(true);
  expect(takeHandedOver("t1")).toBeNull();
});
it("leaves alone what was taken", () => {
  const { cancelled } = handed("t1");
  takeHandedOver("t1");
  vi.advanceTimersByTime(FORGET_MILLISECONDS);
  expect(cancelled()).toBe(false);
});
it("closes the earlier answer when a turn is handed over again", () => {
  const earlier = handed("t1");
  const { events } = handed("t1");
  expect(earlier.cancelled()).toBe(true);
  expect(takeHandedOver("t1")).toBe(events);
});
