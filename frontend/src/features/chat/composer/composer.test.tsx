import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Command } from "./commands";
import { Composer } from "./composer";
import { Hindrance } from "./hindrance";

beforeEach(() => sessionStorage.clear());

function show({
  active = false,
  hindrance = undefined as ReactNode,
  commands = [] as Command[],
  onSend = vi.fn().mockResolvedValue(undefined),
} = {}) {
  const onStop = vi.fn();
  const view = (place: string, running = active) => (
    <Composer
      place={place}
      active={running}
      hindrance={hindrance}
      sending={false}
      stopping={false}
      onSend={onSend}
      onStop={onStop}
      commands={commands}
    />
  );
  const { rerender } = render(view("acme/1"));
  return {
    onSend,
    onStop,
    user: userEvent.setup(),
    box: screen.getByLabelText("Message"),
    move: (place: string) => rerender(view(place)),
    after: () => rerender(view("acme/1", false)),
  };
}

describe("the composer", () => {
  it("sends at Enter and is empty afterwards", async () => {
    const { user, box, onSend } = show();
    await user.type(box, "  hello {Enter}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("hello");
    await waitFor(() => expect(box).toHaveValue(""));
  });
  it.each([
    ["hello there", "there"],
    ["another thought", "another thought"],
  ])("keeps what is written while a message is on its way: %j", async (text, kept) => {
    const { box, onSend } = show();
    let arrive: (value?: unknown) => void = () => undefined;
    onSend.mockReturnValue(
      new Promise((resolve) => {
        arrive = resolve;
      }),
    );
    fireEvent.change(box, { target: { value: "hello" } });
    fireEvent.keyDown(box, { key: "Enter" });
    fireEvent.change(box, { target: { value: text } });
    arrive();
    await waitFor(() => expect(box).toHaveValue(kept));
  });
  it("sends once at two Enters, and again after one that failed", async () => {
    const { box, onSend } = show();
    onSend.mockRejectedValueOnce(new Error("offline"));
    fireEvent.change(box, { target: { value: "hello" } });
    fireEvent.keyDown(box, { key: "Enter" });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(onSend).toHaveBeenCalledOnce();
    await act(async () => undefined);
    expect(box).toHaveValue("hello");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(onSend).toHaveBeenCalledTimes(2);
  });
  it("breaks the line at Shift-Enter", async () => {
    const { user, box, onSend } = show();
    await user.type(box, "one{Shift>}{Enter}{/Shift}two");
    expect(box).toHaveValue("one\ntwo");
    expect(onSend).not.toHaveBeenCalled();
  });
  it("does not send while an IME composes", () => {
    const { box, onSend } = show();
    fireEvent.change(box, { target: { value: "にほん" } });
    fireEvent.keyDown(box, { key: "Enter", isComposing: true });
    expect(onSend).not.toHaveBeenCalled();
  });
  it("does not send at the Enter that ends a composition in Safari, and sends at the next one", () => {
    const { box, onSend } = show();
    fireEvent.change(box, { target: { value: "にほん" } });
    fireEvent.keyDown(box, { key: "Enter", keyCode: 229, isComposing: false });
    expect(onSend).not.toHaveBeenCalled();
    fireEvent.keyDown(box, { key: "Enter", keyCode: 13 });
    expect(onSend).toHaveBeenCalledExactlyOnceWith("にほん");
  });
  it.each(["\u200b", "\u2800\u3164", " \ufeff\n\u00ad", "\u202e\u2069", "\ufe0f", "\u0301"])(
    "sends nothing that nobody sees: %j",
    (text) => {
      const { box, onSend } = show();
      fireEvent.change(box, { target: { value: text } });
      expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
      fireEvent.keyDown(box, { key: "Enter", keyCode: 13 });
      expect(onSend).not.toHaveBeenCalled();
    },
  );
  it("sends an emoji", () => {
    const { box, onSend } = show();
    fireEvent.change(box, { target: { value: "👩‍👩‍👧" } });
    fireEvent.keyDown(box, { key: "Enter", keyCode: 13 });
    expect(onSend).toHaveBeenCalledOnce();
  });
  it("runs as what is written in it does", () => {
    expect(show().box).toHaveAttribute("dir", "auto");
  });
  it("says why nothing is sent while a turn runs, keeps the text, and says it no more once the turn is over", async () => {
    const { user, box, onSend, after } = show({ active: true });
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    await user.type(box, "next{Enter}");
    expect(screen.getByRole("status")).toHaveTextContent(/still answering/);
    expect(box).toHaveValue("next");
    expect(onSend).not.toHaveBeenCalled();
    after();
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
  it("says where to decide while an approval waits, and leads there", async () => {
    const { user, box } = show({ active: true, hindrance: <Hindrance status="waiting_approval" /> });
    render(
      <section data-tool-call="1" data-status="awaiting_approval">
        <h2 tabIndex={-1}>Create issue</h2>
      </section>,
    );
    await user.type(box, "next{Enter}");
    expect(screen.getByRole("status")).toHaveTextContent(/waits for your decision above/);
    await user.click(screen.getByRole("button", { name: "Show what waits" }));
    expect(screen.getByRole("heading", { name: "Create issue" })).toHaveFocus();
    expect(box).toHaveValue("next");
  });
  it("says nothing about a hindrance to who has written nothing", async () => {
    const { user, box } = show({ active: true });
    await user.type(box, "{Enter}");
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
  it("takes back what it said of a hindrance when the message is gone", async () => {
    const { user, box } = show({ active: true });
    await user.type(box, "next{Enter}");
    await user.clear(box);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    await user.type(box, "another");
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });
  it("sends nothing that is empty", async () => {
    const { user, box, onSend } = show();
    await user.type(box, "   {Enter}");
    expect(onSend).not.toHaveBeenCalled();
    expect(screen.getByRole("button", { name: "Send" })).toBeDisabled();
  });
  it("keeps the text when sending failed", async () => {
    const { user, box } = show({ onSend: vi.fn().mockRejectedValue(new Error("offline")) });
    await user.type(box, "precious{Enter}");
    await waitFor(() => expect(box).toHaveValue("precious"));
    expect(sessionStorage.getItem("switchboard.draft.acme/1")).toBe("precious");
  });
  it("has one draft per conversation", async () => {
    const { user, box, move } = show();
    await user.type(box, "for one");
    move("acme/2");
    expect(box).toHaveValue("");
    move("acme/1");
    expect(box).toHaveValue("for one");
  });
  it("stops at Esc and with the button while a turn runs, and sends nothing then", async () => {
    const { user, box, onSend, onStop } = show({ active: true });
    await user.type(box, "next{Enter}{Escape}");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(onStop).toHaveBeenCalledTimes(2);
    expect(onSend).not.toHaveBeenCalled();
  });
});

describe("the “/” menu", () => {
  const commands = () => [
    { id: "1", label: "Switch on Acme Tracker", run: vi.fn() },
    { id: "2", label: "Switch on Figma", hint: "Not enabled by an owner", disabled: true, run: vi.fn() },
    { id: "3", label: "Manage connectors", run: vi.fn() },
  ];
  it("opens at “/”, is filtered by typing and picked by Enter", async () => {
    const all = commands();
    const { user, box, onSend } = show({ commands: all });
    await user.type(box, "/");
    expect(screen.getAllByRole("option")).toHaveLength(3);
    await user.type(box, "man");
    expect(screen.getAllByRole("option")).toHaveLength(1);
    await user.keyboard("{Enter}");
    expect(all[2]?.run).toHaveBeenCalledOnce();
    expect(box).toHaveValue("");
    expect(onSend).not.toHaveBeenCalled();
  });
  it("moves with the arrow keys and says which one is active", async () => {
    const all = commands();
    const { user, box } = show({ commands: all });
    await user.type(box, "/{ArrowDown}{ArrowDown}");
    expect(box).toHaveAttribute("aria-activedescendant", screen.getByRole("option", { name: "Manage connectors" }).id);
    await user.keyboard("{ArrowDown}{Enter}");
    expect(all[0]?.run).toHaveBeenCalledOnce();
  });
  it("does nothing for what cannot be done", async () => {
    const all = commands();
    const { user, box } = show({ commands: all });
    await user.type(box, "/figma{Enter}");
    expect(all[1]?.run).not.toHaveBeenCalled();
  });
  it("closes at Esc and keeps the text", async () => {
    const { user, box, onStop } = show({ commands: commands() });
    await user.type(box, "/tra{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(box).toHaveValue("/tra");
    expect(onStop).not.toHaveBeenCalled();
  });
  it("picks nothing at the Enter that ends a composition", async () => {
    const all = commands();
    const { user, box } = show({ commands: all });
    await user.type(box, "/man");
    fireEvent.keyDown(box, { key: "Enter", keyCode: 229 });
    expect(all[2]?.run).not.toHaveBeenCalled();
  });
  it("does not open over a draft that is found again", () => {
    sessionStorage.setItem("switchboard.draft.acme/1", "/tra");
    const { box } = show({ commands: commands() });
    expect(box).toHaveValue("/tra");
    expect(screen.queryByRole("listbox")).toBeNull();
  });
  it("does not open in the middle of a text", async () => {
    const { user, box } = show({ commands: commands() });
    await user.type(box, "either/or");
    expect(screen.queryByRole("listbox")).toBeNull();
  });
});
