import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { waitActions, awaiting, message, toolCall } from "@/testing/builders";
import type { Message } from "@/types/api";

import { type LiveTurn, START } from "../stream/turn-reducer";
import { storedBlocks, textOf } from "./answer-blocks";
import { Thread } from "./thread";

const actions = { onDecide: vi.fn(), onSettle: vi.fn(), waits: waitActions(), onGoOn: vi.fn() };
const card = awaiting({ id: "c1" });
const live: LiveTurn = {
  ...START,
  empty: false,
  status: "waiting_approval",
  fence: 1,
  step: 1,
  known: 4,
  blocks: [
    { kind: "text", text: "Here", step: 1, fence: 1 },
    { kind: "tool_call", call: card },
  ],
};
const asked = message({ id: "m1", turn: "turn-1" });
const answer = (changes: Partial<Message> = {}) =>
  message({
    id: "m2",
    role: "assistant",
    status: "completed",
    content: [
      { type: "text", text: "Here" },
      { type: "tool_call", tool_call: { ...card, status: "succeeded" } },
    ],
    ...changes,
  });
const thread = (messages: Message[], turn: string | null, state: LiveTurn) => (
  <Thread messages={messages} turn={turn} live={state} {...actions} />
);

describe("the thread", () => {
  it("keeps a card the same element while text streams and when the answer is stored", () => {
    const { rerender, container } = render(thread([asked], "turn-1", live));
    const before = container.querySelector("[data-tool-call=c1]");
    expect(before).not.toBeNull();
    rerender(
      thread([asked], "turn-1", {
        ...live,
        blocks: [...live.blocks, { kind: "text", text: "More", step: 2, fence: 1 }],
      }),
    );
    expect(container.querySelector("[data-tool-call=c1]")).toBe(before);
    rerender(thread([asked, answer({ status: "running" })], "turn-1", live));
    expect(container.querySelector("[data-tool-call=c1]")).toBe(before);
    rerender(thread([asked, answer()], "turn-1", { ...live, finished: true }));
    expect(container.querySelector("[data-tool-call=c1]")).toBe(before);
  });
  it("shows what is unseen in one's own words too, where somebody else's may have been pasted", () => {
    render(
      thread([message({ id: "m1", content: [{ type: "text", text: "Summarise \u202ethis\u200b" }] })], null, START),
    );
    expect(screen.getAllByRole("img").map((mark) => mark.textContent)).toEqual(["⟨U+202E⟩", "⟨U+200B⟩"]);
  });
  it.each(["waiting_approval", "waiting_connection", "waiting_input", "waiting_outcome"] as const)(
    "says what it waits for as a whole: %s",
    (status) => {
      render(thread([asked, answer({ status, content: [] })], null, START));
      expect(screen.getByText(/^Waiting for /).textContent).toMatch(/[a-z]$/);
    },
  );
  it("is a log that speaks when the answer rests", () => {
    const { rerender } = render(thread([asked], "turn-1", { ...live, status: "running" }));
    expect(screen.getByRole("log")).toHaveAttribute("aria-busy", "true");
    rerender(thread([asked], "turn-1", live));
    expect(screen.getByRole("log")).toHaveAttribute("aria-busy", "false");
  });
  it("says why a turn failed and offers to try again only for the last answer", () => {
    const error = { code: "model_overloaded", message: "The model is overloaded.", retryable: true };
    const failed = answer({ status: "failed", error, content: [] });
    const { rerender } = render(thread([asked, failed], null, START));
    expect(screen.getByText(/The model is overloaded/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
    rerender(thread([asked, failed, message({ id: "m3", turn: "t2" })], null, START));
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
  it("says that an answer was cut, and goes on only from the last one", () => {
    const ending = { code: "output_limit" as const, message: "The answer was cut here.", may_go_on: true };
    const cut = answer({ ending, content: [] });
    const { rerender } = render(thread([asked, cut], null, START));
    expect(screen.getByText("The answer was cut here.")).toBeInTheDocument();
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    expect(actions.onGoOn).toHaveBeenCalledOnce();
    rerender(thread([asked, cut, message({ id: "m3", turn: "t2" })], null, START));
    expect(screen.getByText("The answer was cut here.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
  });
  it("offers nothing where an answer can't go on, and another try where there was none", () => {
    const refused = answer({
      ending: { code: "refused", message: "The model declined.", may_go_on: false },
      content: [],
    });
    const { rerender } = render(thread([asked, refused], null, START));
    expect(screen.getByText("The model declined.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Continue" })).toBeNull();
    rerender(
      thread(
        [asked, answer({ ending: { code: "empty", message: "No answer.", may_go_on: true }, content: [] })],
        null,
        START,
      ),
    );
    expect(screen.getByRole("button", { name: "Try again" })).toBeInTheDocument();
  });
  it("says how the live answer ended before it is read again", () => {
    const ending = { code: "output_limit" as const, message: "The answer was cut here.", may_go_on: true };
    render(
      thread([asked, answer({ status: "running" })], "turn-1", {
        ...live,
        status: "completed",
        finished: true,
        ending,
      }),
    );
    expect(screen.getByText("The answer was cut here.")).toBeInTheDocument();
  });
  it.each([
    ["busy", "The model is busy, trying again in 9 s"],
    ["again", "The answer broke off, trying again in 9 s"],
    ["silent", "The model is quiet. Waiting for it for up to 9 s"],
  ] as const)("says why nothing comes from a model that is %s, and for how long", (reason, words) => {
    const waiting = { reason, until: Date.now() + 8_900 };
    const { container } = render(thread([asked], "turn-1", { ...live, blocks: [], status: "running", waiting }));
    expect(container).toHaveTextContent(words);
  });
  it("says above an answer what was left out, live and stored, and does not copy it", () => {
    const text = "The beginning of this chat was too long for the model and was left out.";
    const { rerender } = render(thread([asked], "turn-1", { ...live, blocks: [{ kind: "note", text }] }));
    expect(screen.getByRole("note")).toHaveTextContent(text);
    rerender(
      thread(
        [
          asked,
          answer({
            content: [
              { type: "note", text },
              { type: "text", text: "Here" },
            ],
          }),
        ],
        null,
        START,
      ),
    );
    expect(screen.getByRole("note")).toHaveTextContent(text);
    expect(
      textOf(
        storedBlocks(
          answer({
            content: [
              { type: "note", text },
              { type: "text", text: "Here" },
            ],
          }),
        ),
      ),
    ).toBe("Here");
  });
  it("shows the stored end even when the stream was lost", () => {
    render(
      thread(
        [
          asked,
          answer({
            content: [
              { type: "text", text: "The whole answer" },
              { type: "tool_call", tool_call: toolCall() },
            ],
          }),
        ],
        "turn-1",
        { ...live, status: "running" },
      ),
    );
    expect(screen.getByText("The whole answer")).toBeInTheDocument();
  });
});
