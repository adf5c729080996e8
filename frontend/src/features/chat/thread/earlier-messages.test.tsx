import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { waitActions, message } from "@/testing/builders";

import type { EarlierMessages } from "../api/messages";
import { START } from "../stream/turn-reducer";
import { Thread } from "./thread";

const actions = { onDecide: vi.fn(), onSettle: vi.fn(), waits: waitActions(), onGoOn: vi.fn() };
const said = (text: string) => message({ id: text, content: [{ type: "text", text }] });
const newest = [said("Fourth"), said("Fifth")];
const load = vi.fn<EarlierMessages["load"]>();
const some: EarlierMessages = { some: true, loading: false, error: null, load };

beforeEach(() => load.mockReset());
afterEach(() => vi.useRealTimers());

const thread = (messages = newest, earlier = some) => (
  <Thread messages={messages} earlier={earlier} turn={null} live={START} {...actions} />
);
const log = () => screen.getByRole("log", { name: "Conversation" });

/** jsdom lays nothing out: so high is what the log holds, and so far it is scrolled. */
function laidOut(height: number, top: number) {
  Object.defineProperties(log(), {
    scrollHeight: { value: height, configurable: true },
    clientHeight: { value: 500, configurable: true },
  });
  log().scrollTop = top;
}
const arrive = (count: number) => act(() => load.mock.calls[0]?.[0](count));

describe("the messages before the first one", () => {
  it("come by a button that says so, and say that they came", async () => {
    const user = userEvent.setup();
    const { rerender } = render(thread());
    await user.click(screen.getByRole("button", { name: "Show earlier messages" }));
    expect(load).toHaveBeenCalledOnce();
    arrive(2);
    rerender(thread([said("Second"), said("Third"), ...newest]));
    expect(screen.getByText("2 earlier messages are shown above.")).toBeInTheDocument();
    expect(screen.getByText("Second")).toBeInTheDocument();
  });
  it("come when one scrolls near the first, and not while one is far from it", () => {
    render(thread());
    laidOut(4000, 2000);
    fireEvent.scroll(log());
    expect(load).not.toHaveBeenCalled();
    laidOut(4000, 120);
    fireEvent.scroll(log());
    expect(load).toHaveBeenCalledOnce();
  });
  it.each([
    ["are under way", { ...some, loading: true }],
    ["failed to come", { ...some, error: new Error("gone") }],
    ["are all there", { ...some, some: false }],
  ])("are not asked for by scrolling while they %s", (_, earlier) => {
    render(thread(newest, earlier));
    laidOut(4000, 0);
    fireEvent.scroll(log());
    expect(load).not.toHaveBeenCalled();
  });
  it("do not move what is being read", () => {
    const { rerender } = render(thread());
    laidOut(4000, 100);
    fireEvent.scroll(log());
    arrive(2);
    laidOut(5500, 100);
    rerender(thread([said("Second"), said("Third"), ...newest]));
    expect(log().scrollTop).toBe(1600);
  });
  it("are not read out as if somebody had just said them", () => {
    vi.useFakeTimers();
    const { rerender } = render(thread());
    expect(log()).toHaveAttribute("aria-live", "polite");
    fireEvent.click(screen.getByRole("button", { name: "Show earlier messages" }));
    arrive(1);
    rerender(thread([said("Third"), ...newest]));
    expect(log()).toHaveAttribute("aria-live", "off");
    expect(screen.getByText("1 earlier message is shown above.")).toBeInTheDocument();
    act(() => void vi.advanceTimersByTime(1_100));
    expect(log()).toHaveAttribute("aria-live", "polite");
  });
  it("give the focus to the log when the button goes with the last of them", () => {
    const { rerender } = render(thread());
    screen.getByRole("button", { name: "Show earlier messages" }).focus();
    rerender(thread([said("First"), ...newest], { ...some, some: false }));
    expect(screen.queryByRole("button", { name: "Show earlier messages" })).not.toBeInTheDocument();
    expect(log()).toHaveFocus();
  });
  it("say why they could not be read", () => {
    render(thread(newest, { ...some, error: new Error("No connection.") }));
    expect(screen.getByRole("alert")).toHaveTextContent("No connection.");
    expect(screen.getByRole("button", { name: "Show earlier messages" })).toBeInTheDocument();
  });
  it("are none where all is shown", () => {
    render(thread(newest, { ...some, some: false }));
    expect(screen.queryByRole("button", { name: "Show earlier messages" })).not.toBeInTheDocument();
  });
});
