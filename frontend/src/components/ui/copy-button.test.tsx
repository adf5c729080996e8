import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";

import { CopyButton } from "./copy-button";

afterEach(() => vi.useRealTimers());

const pressed = async (view: React.ReactElement, write?: () => Promise<void>) => {
  const user = userEvent.setup();
  const writeText = vi.fn(write ?? (() => Promise.resolve()));
  Object.defineProperty(navigator, "clipboard", {
    value: write === undefined ? undefined : { writeText },
    configurable: true,
  });
  const shown = render(view);
  await user.click(screen.getByRole("button"));
  return { writeText, ...shown };
};
const works = () => Promise.resolve();

describe("the button that copies", () => {
  it.each([true, false])("says to everybody that it did (without words: %s), and keeps its name", async (bare) => {
    const { writeText } = await pressed(<CopyButton text="sb_pat_secret" label="Copy token" bare={bare} />, works);
    expect(writeText).toHaveBeenCalledWith("sb_pat_secret");
    expect(screen.getByRole("status")).toHaveTextContent("Copied");
    expect(screen.getByRole("button", { name: "Copy token" })).toHaveFocus();
  });
  it("forgets it after a moment", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    await pressed(<CopyButton text="sb_pat_secret" label="Copy token" />, works);
    act(() => vi.advanceTimersByTime(3100));
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    expect(screen.getByRole("button")).toHaveTextContent("Copy");
  });
  it("says nothing of another text in its place", async () => {
    const { rerender } = await pressed(<CopyButton text="sb_pat_secret" label="Copy token" />, works);
    rerender(<CopyButton text="sb_pat_another" label="Copy token" />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
  it("says nothing of another text in its place that could not be copied", async () => {
    const { rerender } = await pressed(<CopyButton text="sb_pat_secret" label="Copy token" />);
    rerender(<CopyButton text="sb_pat_another" label="Copy token" />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
  it.each([
    ["has no clipboard", undefined],
    ["forbids it", () => Promise.reject(new DOMException("no", "NotAllowedError"))],
  ])("says what to do when the browser %s", async (_why, write) => {
    await pressed(<CopyButton text="sb_pat_secret" label="Copy token" bare />, write);
    expect(screen.getByRole("status")).toHaveTextContent("Select it and copy it yourself");
    expect(screen.getByRole("status")).not.toHaveClass("visually-hidden");
  });
});
