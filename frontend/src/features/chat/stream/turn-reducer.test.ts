import { describe, expect, it } from "vitest";

import { toolCall } from "@/testing/builders";

import { liveBlocks } from "../thread/answer-blocks";
import type { TurnEvent } from "./events";
import { answered, type LiveTurn, reduceAll, START } from "./turn-reducer";

const delta = (offset: number, text: string, { step = 1, fence = 1 } = {}): TurnEvent => ({
  type: "text.delta",
  fence,
  step,
  offset,
  text,
});
const call = toolCall({ id: "c1", status: "proposed" });
const shown = (state: LiveTurn) =>
  state.blocks.map((block) => (block.kind !== "tool_call" ? block.text : `[${block.call.id} ${block.call.status}]`));
const after = (...events: TurnEvent[]) => reduceAll(START, events);

describe("text", () => {
  it("joins deltas in order", () => {
    expect(shown(after(delta(0, "Two "), delta(4, "people")))).toEqual(["Two people"]);
  });
  it("drops what was already said", () => {
    expect(shown(after(delta(0, "Two "), delta(0, "Two ")))).toEqual(["Two "]);
  });
  it("cuts an overlap", () => {
    expect(shown(after(delta(0, "Two "), delta(2, "o people")))).toEqual(["Two people"]);
  });
  it("counts characters as the server does, not UTF-16 units", () => {
    expect(shown(after(delta(0, "🙂🙂"), delta(2, " ok")))).toEqual(["🙂🙂 ok"]);
    expect(shown(after(delta(0, "🙂🙂"), delta(1, "🙂 ok")))).toEqual(["🙂🙂 ok"]);
  });
  it("reports a gap and shows nothing after it", () => {
    const state = after(delta(0, "Two "), delta(9, "week"), delta(13, "."));
    expect(state.gap).toBe(true);
    expect(shown(state)).toEqual(["Two "]);
  });
  it("starts a new block in a new step, with offsets from zero", () => {
    const events: TurnEvent[] = [
      delta(0, "Looking."),
      { type: "tool_call.proposed", fence: 1, step: 1, tool_call: call },
      delta(0, "Found.", { step: 2 }),
    ];
    expect(shown(after(...events))).toEqual(["Looking.", "[c1 proposed]", "Found."]);
  });
  it("keeps the text of two steps apart when no call lies between", () => {
    expect(shown(after(delta(0, "One."), delta(0, "Two.", { step: 2 })))).toEqual(["One.", "Two."]);
  });
});

describe("fences", () => {
  it("drops events of an earlier claim", () => {
    expect(shown(after(delta(0, "new", { fence: 2 }), delta(3, " old", { fence: 1 })))).toEqual(["new"]);
  });
  it("replaces a step that a lost worker left half said", () => {
    const state = after(
      delta(0, "Two peo"),
      { type: "turn.started", fence: 2, step: 0, turn: "t" },
      delta(0, "Three", { fence: 2 }),
    );
    expect(shown(state)).toEqual(["Three"]);
    expect(state.gap).toBe(false);
  });
  it("drops what a claim said when the next one found nothing kept, before it says a word", () => {
    const state = after(delta(0, "Two peo"), { type: "turn.started", fence: 2, step: 0, turn: "t", kept: 0 });
    expect(shown(state)).toEqual([]);
    expect(shown(reduceAll(state, [delta(0, "Three", { fence: 2 })]))).toEqual(["Three"]);
  });
  it("keeps what was said when its own start is replayed", () => {
    expect(shown(after(delta(0, "Two"), { type: "turn.started", fence: 1, step: 0, turn: "t", kept: 0 }))).toEqual([
      "Two",
    ]);
  });
  it("keeps finished steps when another worker goes on", () => {
    const events: TurnEvent[] = [
      delta(0, "Looking."),
      { type: "tool_call.proposed", fence: 1, step: 1, tool_call: call },
      { type: "turn.started", fence: 2, step: 0, turn: "t" },
      { type: "tool_call.finished", fence: 2, step: 0, tool_call: { ...call, status: "succeeded" } },
      delta(0, "Done.", { step: 2, fence: 2 }),
    ];
    expect(shown(after(...events))).toEqual(["Looking.", "[c1 succeeded]", "Done."]);
  });
});

describe("tool calls", () => {
  it("changes a call in place and keeps the blocks around it", () => {
    const proposed: TurnEvent = { type: "tool_call.proposed", fence: 1, step: 1, tool_call: call };
    const started: TurnEvent = {
      type: "tool_call.started",
      fence: 1,
      step: 1,
      tool_call: { id: "c1", status: "sent" },
    };
    const before = after(delta(0, "A"), proposed);
    const state = reduceAll(before, [started]);
    expect(shown(state)).toEqual(["A", "[c1 sent]"]);
    expect(state.blocks[0]).toBe(before.blocks[0]);
  });
  it("shows a call that comes without having been proposed", () => {
    expect(shown(after({ type: "tool_call.awaiting_approval", fence: 1, step: 1, tool_call: call }))).toEqual([
      "[c1 proposed]",
    ]);
  });
});

describe("progress", () => {
  const sent = { ...call, status: "sent" as const };
  const proposed: TurnEvent = { type: "tool_call.proposed", fence: 1, step: 1, tool_call: sent };
  const half: TurnEvent = {
    type: "tool_call.progress",
    fence: 1,
    step: 1,
    call: "c1",
    progress: 2,
    total: 4,
    message: "rows",
  };
  const of = (state: LiveTurn) => state.blocks.map((block) => (block.kind === "tool_call" ? block.progress : null));
  it("is the running call's", () => {
    expect(of(after(proposed, half))).toEqual([{ progress: 2, total: 4, message: "rows" }]);
  });
  it("ends with the call, and what comes after is dropped", () => {
    const finished: TurnEvent = {
      type: "tool_call.finished",
      fence: 1,
      step: 1,
      tool_call: { ...call, status: "succeeded" },
    };
    expect(of(after(proposed, half, finished, half))).toEqual([undefined]);
  });
  it("lives through a snapshot while the call runs", () => {
    const snapshot: TurnEvent = {
      type: "snapshot",
      fence: 1,
      step: 1,
      kept: 1,
      turn: "t",
      offset: 0,
      content: [{ type: "tool_call", tool_call: sent }],
    };
    expect(of(after(proposed, half, snapshot))).toEqual([{ progress: 2, total: 4, message: "rows" }]);
  });
  it("of a call that is not there changes nothing", () => {
    expect(of(after(proposed, { ...half, call: "other" }))).toEqual([undefined]);
  });
});

describe("snapshot", () => {
  const snapshot: TurnEvent = {
    type: "snapshot",
    fence: 3,
    step: 2,
    turn: "t",
    offset: 4,
    content: [
      { type: "text", text: "Looking." },
      { type: "tool_call", tool_call: call },
      { type: "text", text: "Four" },
    ],
  };
  it("replaces everything and goes on from its offset", () => {
    const state = after(delta(0, "something else"), snapshot, delta(4, " issues", { step: 2, fence: 3 }));
    expect(shown(state)).toEqual(["Looking.", "[c1 proposed]", "Four issues"]);
  });
  it("keeps a note apart from the words that come after it", () => {
    const noted: TurnEvent = { ...snapshot, offset: 0, content: [{ type: "note", text: "Left out." }], step: 0 };
    const state = after(noted, delta(0, "Here", { step: 1, fence: 3 }));
    expect(state.blocks.map((block) => block.kind)).toEqual(["note", "text"]);
  });
  it("closes a gap", () => {
    expect(after(delta(5, "?"), snapshot).gap).toBe(false);
  });
  it.each([
    ["the rest", 3, "ing."],
    ["all", 0, "Looking."],
  ])("does not double a kept step whose words come late (%s)", (_, offset, words) => {
    const whole: TurnEvent = {
      ...snapshot,
      fence: 1,
      kept: 1,
      offset: 0,
      content: [{ type: "text", text: "Looking." }],
      step: 1,
    };
    const state = after(delta(0, "Loo"), whole, delta(offset, words), delta(0, "More", { step: 2 }));
    expect(shown(state)).toEqual(["Looking.", "More"]);
    expect(state.gap).toBe(false);
  });
  it("comes twice, or again when nothing is new, and changes nothing", () => {
    const again: TurnEvent = { ...snapshot, kept: 1 };
    expect(
      shown(
        after(again, again, delta(4, " issues", { step: 2, fence: 3 }), delta(4, " issues", { step: 2, fence: 3 })),
      ),
    ).toEqual(["Looking.", "[c1 proposed]", "Four issues"]);
  });
  it("takes back words of a step that was not kept", () => {
    const emptied: TurnEvent = { ...snapshot, fence: 1, kept: 0, step: 1, offset: 0, content: [] };
    expect(shown(after(delta(0, "Half a"), emptied, delta(0, "Anew")))).toEqual(["Anew"]);
  });
  it("without open text, the next step begins at zero", () => {
    const whole: TurnEvent = { ...snapshot, offset: 0, content: [{ type: "text", text: "Looking." }], step: 1 };
    expect(shown(after(whole, delta(0, "More", { step: 2, fence: 3 })))).toEqual(["Looking.", "More"]);
  });
});

describe("words that go on where an answer was cut", () => {
  const words = (state: LiveTurn) =>
    liveBlocks(state).map((block) => ("text" in block ? block.text : "note" in block ? block.note : block.call.id));
  const cut: TurnEvent = {
    type: "snapshot",
    fence: 3,
    step: 0,
    kept: 1,
    resumed_after: 1,
    turn: "t",
    offset: 0,
    content: [{ type: "text", text: "One, tw" }],
  };
  const started: TurnEvent = { type: "turn.started", fence: 3, step: 0, turn: "t", kept: 1 };
  const more = (offset: number, text: string, step = 2): TurnEvent => delta(offset, text, { step, fence: 3 });

  it("join from the first character, and stay joined when steps follow", () => {
    expect(words(after(cut, started, more(0, "o")))).toEqual(["One, two"]);
    const state = after(cut, started, more(0, "o"), more(1, ", three."));
    expect(words(state)).toEqual(["One, two, three."]);
    const call3: TurnEvent = { type: "tool_call.proposed", fence: 3, step: 2, tool_call: call };
    expect(words(reduceAll(state, [call3, more(0, "Four.", 3)]))).toEqual(["One, two, three.", "c1", "Four."]);
  });
  it("do not join in a step after that one, nor behind a call or a note, nor where the server does not say so", () => {
    expect(words(after(cut, started, more(0, "o"), more(0, "Next.", 3)))).toEqual(["One, two", "Next."]);
    const called: TurnEvent = { ...cut, content: [...cut.content, { type: "tool_call", tool_call: call }] };
    expect(words(after(called, started, more(0, "Found.")))).toEqual(["One, tw", "c1", "Found."]);
    const noted: TurnEvent = { ...cut, content: [...cut.content, { type: "note", text: "Left out." }] };
    expect(words(after(noted, started, more(0, "o")))).toEqual(["One, tw", "Left out.", "o"]);
    expect(words(after({ ...cut, resumed_after: undefined }, started, more(0, "o")))).toEqual(["One, tw", "o"]);
  });
  it("never join in a turn that nobody let go on", () => {
    expect(words(after({ ...cut, resumed_after: 0 }, started, more(0, "o"), more(0, "Next.", 3)))).toEqual([
      "One, tw",
      "o",
      "Next.",
    ]);
  });
  it("are in a snapshot's last block, which its offset divides", () => {
    const half: TurnEvent = { ...cut, step: 2, offset: 3, content: [{ type: "text", text: "One, two 🙂" }] };
    expect(words(after(half, more(3, "!")))).toEqual(["One, two 🙂!"]);
    expect(words(after(half, more(0, "o 🙂!")))).toEqual(["One, two 🙂!"]);
  });
  it("are taken back alone when the step begins anew", () => {
    const half: TurnEvent = { ...cut, step: 2, offset: 3, content: [{ type: "text", text: "One, two 🙂" }] };
    const anew: TurnEvent = { ...started, fence: 4 };
    expect(words(after(half, anew, delta(0, "o!", { step: 2, fence: 4 })))).toEqual(["One, two!"]);
    expect(words(after(half, { ...cut, fence: 4 }, anew))).toEqual(["One, tw"]);
  });
});

describe("a model that is waited for", () => {
  const waits: TurnEvent = { type: "model.waiting", fence: 1, step: 1, reason: "busy", seconds: 8 };
  it("is said with the time that it may take", () => {
    const { waiting } = after(waits);
    expect(waiting?.reason).toBe("busy");
    expect(Math.abs((waiting?.until ?? 0) - Date.now() - 8000)).toBeLessThan(1000);
  });
  it.each<TurnEvent>([
    delta(0, "Here"),
    { type: "turn.started", fence: 2, step: 0, turn: "t" },
    { type: "turn.waiting", fence: 1, step: 1, status: "waiting_approval" },
  ])("is waited for no longer once anything comes", (event) => expect(after(waits, event).waiting).toBeNull());
});

describe("the turn", () => {
  it("waits and ends", () => {
    expect(after({ type: "turn.waiting", fence: 1, step: 1, status: "waiting_approval" }).status).toBe(
      "waiting_approval",
    );
    const end = after({
      type: "turn.finished",
      fence: 1,
      step: 1,
      status: "failed",
      error: { code: "model_failed", message: "No.", retryable: true },
      message: null,
    });
    expect(end).toMatchObject({ finished: true, status: "failed", error: { code: "model_failed" } });
  });
});

describe("the answer to a decision", () => {
  const waiting: TurnEvent = {
    type: "tool_call.awaiting_approval",
    fence: 1,
    step: 1,
    tool_call: { ...call, status: "awaiting_approval" },
  };
  const started: TurnEvent = { type: "tool_call.started", fence: 2, step: 0, tool_call: { id: "c1", status: "sent" } };
  const progress: TurnEvent = {
    type: "tool_call.progress",
    fence: 2,
    step: 0,
    call: "c1",
    progress: 3,
    total: 12,
    message: "Page 3",
  };
  it.each(["approved", "denied"] as const)("is shown before the stream says it: %s", (status) => {
    expect(shown(answered(after(waiting), { ...call, status }))).toEqual([`[c1 ${status}]`]);
  });
  it("settles an unknown outcome, and lets the call begin anew", () => {
    const unknown = after({ type: "tool_call.finished", fence: 1, step: 1, tool_call: { ...call, status: "unknown" } });
    expect(shown(answered(unknown, { ...call, status: "happened" }))).toEqual(["[c1 happened]"]);
    expect(shown(answered(unknown, { ...call, status: "approved" }))).toEqual(["[c1 approved]"]);
  });
  it("that comes after the call has begun takes nothing back, and no progress", () => {
    const state = answered(after(waiting, started, progress), { ...call, status: "approved" });
    expect(shown(state)).toEqual(["[c1 sent]"]);
    expect(state.blocks[0]).toMatchObject({ progress: { progress: 3, total: 12 } });
    expect(reduceAll(state, [{ ...progress, progress: 4 }]).blocks[0]).toMatchObject({ progress: { progress: 4 } });
  });
  it.each(["succeeded", "failed", "cancelled", "blocked", "expired", "denied"] as const)(
    "that comes after the end leaves it: %s",
    (status) => {
      const state = after(waiting, started, {
        type: "tool_call.finished",
        fence: 2,
        step: 0,
        tool_call: { ...call, status },
      });
      expect(shown(answered(state, { ...call, status: "approved" }))).toEqual([`[c1 ${status}]`]);
    },
  );
});
