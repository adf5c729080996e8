import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { Command } from "./commands";
import { Composer } from "./composer";

beforeEach(() => sessionStorage.clear());

function show({ active = false, commands = [] as Command[], onSend = vi.fn().mockResolvedValue(undefined) } = {}) {
  const onStop = vi.fn();
  const view = (place: string) => (
    <Composer place={place} active={active} sending={false} stopping={false} onSend={onSend} onStop={onStop} commands={commands} />
  );
  const { rerender } = render(view("acme/1"));
  return { onSend, onStop, user: userEvent.setup(), box: screen.getByLabelText("Message"), move: (place: string) => rerender(view(place)) };
}

describe("the composer", () => {
  it("sends at Enter and is empty afterwards", async () => {
    const { user, box, onSend } = show();
    await user.type(box, "  hello {Enter}");
    expect(onSend).toHaveBeenCalledExactlyOnceWith("hello");
    await waitFor(() => expect(box).toHaveValue(""));
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
