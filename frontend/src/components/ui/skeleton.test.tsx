import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Skeleton } from "./skeleton";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

const delay = () => screen.getByRole("status", { name: "Loading" }).style.animationDelay;

it("shows itself only after 150 ms, so that a quick answer does not flicker", () => {
  vi.advanceTimersByTime(1000);
  render(<Skeleton />);
  expect(delay()).toBe("150ms");
});

it("is one wait with the skeleton that it takes the place of", () => {
  vi.advanceTimersByTime(1000);
  const { rerender } = render(<Skeleton key="workspace" />);
  vi.advanceTimersByTime(100);
  rerender(<Skeleton key="page" />);
  expect(delay()).toBe("50ms");
  vi.advanceTimersByTime(100);
  rerender(<Skeleton key="list" />);
  expect(delay()).toBe("0ms");
});
