// @vitest-environment jsdom
import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { useStickToEnd } from "./use-stick-to-end";

let frames: FrameRequestCallback[] = [];
let watching: (() => void)[] = [];

beforeEach(() => {
  frames = [];
  watching = [];
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly tell: () => void) {}
      observe() {
        watching.push(this.tell);
      }
      disconnect() {
        watching = watching.filter((tell) => tell !== this.tell);
      }
    },
  );
  vi.stubGlobal("requestAnimationFrame", (run: FrameRequestCallback) => frames.push(run));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => {
    frames[id - 1] = () => undefined;
  });
});

/** A log of 1,000 pixels in a window of 400, which cannot be scrolled beyond its ends. */
class Log {
  scrollHeight = 1000;
  readonly clientHeight = 400;
  private top = 0;
  get scrollTop() {
    return this.top;
  }
  set scrollTop(pixels: number) {
    this.top = Math.max(0, Math.min(pixels, this.scrollHeight - this.clientHeight));
  }
  get left() {
    return this.scrollHeight - this.clientHeight - this.top;
  }
}

function followed() {
  const log = new Log();
  const hook = renderHook(({ content }) => useStickToEnd({ current: log as unknown as HTMLElement }, content), {
    initialProps: { content: 0 },
  });
  let written = 0;
  const frame = () => act(() => frames.splice(0).forEach((run) => run(0)));
  return {
    log,
    frame,
    grow: (pixels: number) => {
      log.scrollHeight += pixels;
      hook.rerender({ content: ++written });
    },
    scroll: (top?: number) => {
      if (top !== undefined) log.scrollTop = top;
      act(() => hook.result.current.onScroll());
    },
    jump: () => act(() => hook.result.current.toEnd()),
    /** The window, or what stands beside the log, has another size: its lines break elsewhere. */
    resize: (pixels: number) => {
      log.scrollHeight += pixels;
      act(() => watching.forEach((tell) => tell()));
    },
    away: () => hook.result.current.away,
  };
}

it("shows the end from the first frame on, and what comes with the next one", () => {
  const { log, frame, grow } = followed();
  frame();
  expect(log.left).toBe(0);
  grow(300);
  grow(300);
  frame();
  expect(log.left).toBe(0);
});

it("goes on following when words come between its own scrolling and the browser's word of it", () => {
  const { log, frame, grow, scroll, away } = followed();
  frame();
  grow(300);
  scroll();
  expect(away()).toBe(false);
  frame();
  expect(log.left).toBe(0);
});

it("stops when one scrolls up, stays there, and follows again at the end", () => {
  const { log, frame, grow, scroll, jump, away } = followed();
  frame();
  scroll();
  scroll(300);
  expect(away()).toBe(true);
  grow(300);
  frame();
  expect(log.scrollTop).toBe(300);
  // Down again, but not to the end.
  scroll(400);
  expect(away()).toBe(true);
  jump();
  expect([log.left, away()]).toEqual([0, false]);
  scroll(100);
  scroll(900);
  expect(away()).toBe(false);
});

it("keeps the end in view when the log has another size, but for one who has scrolled up", () => {
  const { log, frame, resize, scroll } = followed();
  frame();
  scroll();
  resize(500);
  expect(log.left).toBe(0);
  scroll(300);
  resize(500);
  expect(log.scrollTop).toBe(300);
});

it("does not scroll for words that were there when one scrolled up", () => {
  const { log, frame, grow, scroll } = followed();
  frame();
  grow(300);
  scroll(300);
  frame();
  expect(log.scrollTop).toBe(300);
});
