import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { writeExact } from "@/lib/exact-json";
import { ApiProblem } from "@/lib/problem";
import { asking, awaiting, field, toolCall, tracker, waitActions, wanting } from "@/testing/builders";
import type { ToolCall, ToolCallStatus } from "@/types/api";

import { ToolCallCard } from "./tool-call-card";

const waits = waitActions();
const show = (
  call: ToolCall,
  onDecide = vi.fn().mockResolvedValue(undefined),
  onSettle = vi.fn().mockResolvedValue(undefined),
) => {
  const view = render(<ToolCallCard call={call} onDecide={onDecide} onSettle={onSettle} waits={waits} />);
  return { ...view, onDecide, onSettle, user: userEvent.setup() };
};

const terms = () => screen.getAllByRole("term").map((term) => [term.textContent, term.nextSibling?.textContent]);

describe("a call that says how far it is", () => {
  const at = (progress: number, total: number | null, message: string | null = null, status: ToolCallStatus = "sent") =>
    render(
      <ToolCallCard
        call={toolCall({ status, title: "Export" })}
        progress={{ progress, total, message }}
        onDecide={vi.fn()}
        onSettle={vi.fn()}
        waits={waits}
      />,
    );
  it.each([
    [1, 4, 25],
    [0, 4, 0],
    [4, 4, 100],
    [0.333, 1, 33],
    [9, 4, 100],
  ])("has a bar when the whole is known (%s of %s)", (progress, total, percent) => {
    at(progress, total, "rows");
    expect(screen.getByRole("progressbar", { name: "Progress of Export" })).toHaveAttribute(
      "aria-valuenow",
      String(percent),
    );
    expect(screen.getByText(`${percent} %`)).toBeInTheDocument();
    expect(screen.getByText("rows")).toBeInTheDocument();
  });
  it("has words when it is not, and none when nothing is known", () => {
    at(1200, null);
    expect(screen.queryByRole("progressbar")).toBeNull();
    expect(screen.getByText("1,200 so far")).toBeInTheDocument();
    at(0, null);
    expect(screen.getAllByText(/so far/)).toHaveLength(1);
  });
  it("has the tool's own words alone", () => {
    at(3, null, "Looking around");
    expect(screen.getByText("Looking around")).toBeInTheDocument();
    expect(screen.queryByText(/so far/)).toBeNull();
  });
  it("shows a message from outside as text", () => {
    at(1, 2, "<b>a</b>\u202eb");
    expect(screen.getByText(/<b>a<\/b>/)).toBeInTheDocument();
  });
  it("shows nothing of it once it is over", () => {
    at(1, 2, "rows", "succeeded");
    expect(screen.queryByRole("progressbar")).toBeNull();
  });
});

describe("a call that waits for an account", () => {
  it.each([
    ["connect", "Connect", /none is connected/],
    ["sign_in_again", "Sign in again", /does not accept your sign-in any more/],
    ["more_access", "Give more access", /wants more access for this than your account gave it: Change issues, admin/],
  ] as const)("says what it wants and why: %s", async (reason, button, words) => {
    const scope_words = { "issues:write": "Change issues" };
    const call = wanting({ reason, scopes: reason === "more_access" ? ["issues:write", "admin"] : [], scope_words });
    const { user } = show(call);
    expect(screen.getByText((_, node) => node?.tagName === "P" && words.test(node.textContent))).toBeInTheDocument();
    const state = reason === "more_access" ? "Waiting for more access" : "Waiting for you to sign in";
    expect(screen.getByText(state)).toBeInTheDocument();
    expect(screen.getByText("Expires in 15 min")).toBeInTheDocument();
    expect(screen.getByRole("heading")).toHaveFocus();
    await user.click(screen.getByRole("button", { name: button }));
    expect(waits.onSignIn).toHaveBeenLastCalledWith(call);
    await user.click(screen.getByRole("button", { name: "Go on without it" }));
    expect(waits.onGoOnWithout).toHaveBeenLastCalledWith(call);
  });
  it("shows why the sign-in cannot begin", async () => {
    const why = "Add connectors in a browser on a computer; here you can use them.";
    waits.onSignIn.mockRejectedValueOnce(new ApiProblem(403, "mobile_cannot_add_connectors", why));
    const { user } = show(wanting());
    await user.click(screen.getByRole("button", { name: "Sign in again" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(why);
    expect(screen.getByRole("button", { name: "Sign in again" })).toBeEnabled();
  });
  it("does not show the refusal as an error while it can be mended", () => {
    show(wanting());
    expect(screen.queryByText("Sign in to this connector again.")).toBeNull();
  });
});

describe("a call whose service asks something first", () => {
  it("shows the form, sends what was filled in, and keeps what was suggested", async () => {
    const options = [
      { value: "a", title: "Mine" },
      { value: "b", title: "Ours" },
    ];
    const call = asking({
      fields: [
        field({ required: true, description: "For the list" }),
        field({ name: "copies", title: "Copies", kind: "integer", default: 2, least: 1, most: 3, required: true }),
        field({ name: "folder", title: "Folder", kind: "choice", options }),
        field({ name: "tags", title: "Tags", kind: "choices", options, default: ["a"] }),
        field({ name: "loud", title: "Loud", kind: "boolean", default: true }),
        field({ name: "mail", title: "Mail", format: "email" }),
      ],
    });
    const { user } = show(call);
    expect(screen.getByRole("group", { name: "Acme Tracker asks" })).toHaveTextContent("Save it for good?");
    expect(screen.getByText("Waiting for your answer")).toBeInTheDocument();
    expect(screen.getByLabelText("Copies")).toHaveValue(2);
    expect(screen.getByLabelText("Mail")).toHaveAttribute("type", "email");
    expect(screen.getByText("For the list")).toBeInTheDocument();
    await user.type(screen.getByLabelText("Note"), "milk");
    await user.selectOptions(screen.getByLabelText("Folder"), "Ours");
    await user.click(screen.getByLabelText("Ours"));
    await user.click(screen.getByLabelText("Loud"));
    await user.click(screen.getByRole("button", { name: "Accept" }));
    const content = { note: "milk", copies: 2, folder: "b", tags: ["a", "b"], loud: false };
    expect(waits.onAnswer).toHaveBeenLastCalledWith(call, { q1: { action: "accept", content } });
  });
  it.each([
    ["Decline", "decline"],
    ["Cancel", "cancel"],
  ])("is answered with %s, whatever the form holds", async (name, action) => {
    const call = asking({ fields: [field({ required: true })] });
    const { user } = show(call);
    await user.click(screen.getByRole("button", { name }));
    expect(waits.onAnswer).toHaveBeenLastCalledWith(call, { q1: { action } });
  });
  it("says at the field what the server found wrong", async () => {
    waits.onAnswer.mockRejectedValueOnce(
      new ApiProblem(400, "invalid", "Look at it.", { note: "At most 5 characters." }),
    );
    const { user } = show(asking({ fields: [field()] }));
    await user.type(screen.getByLabelText("Note"), "longer");
    await user.click(screen.getByRole("button", { name: "Accept" }));
    expect(await screen.findByText("At most 5 characters.")).toBeInTheDocument();
    expect(screen.getByLabelText("Note")).toHaveValue("longer");
  });
  it("leads to an address only after all of it was shown, and is accepted only after that", async () => {
    const call = asking({ kind: "url", url: "https://pay.example/x", host: "pay.example", message: "Pay first." });
    const { user } = show(call);
    expect(screen.getByText("pay.example")).toBeInTheDocument();
    expect(screen.getByText("https://pay.example/x")).toBeInTheDocument();
    const link = screen.getByRole("link", { name: "Open pay.example" });
    expect(link).toHaveAttribute("href", "https://pay.example/x");
    expect(link).toHaveAttribute("rel", "noopener noreferrer");
    expect(screen.getByRole("button", { name: "Accept" })).toBeDisabled();
    fireEvent.click(link);
    await user.click(screen.getByRole("button", { name: "Accept" }));
    expect(waits.onAnswer).toHaveBeenLastCalledWith(call, { q1: { action: "accept" } });
  });
  it("begins anew with the next round", () => {
    const { rerender, onDecide, onSettle } = show(asking({ fields: [field({ default: "one" })] }));
    const next = asking({ fields: [field({ default: "two" })] });
    next.input_wanted!.round = 2;
    rerender(<ToolCallCard call={next} onDecide={onDecide} onSettle={onSettle} waits={waits} />);
    expect(screen.getByLabelText("Note")).toHaveValue("two");
  });
  it("shows with our own approval what the service will ask, and that one answer is enough", () => {
    const { approval } = awaiting();
    show(awaiting({ approval: { ...approval!, service_asks: "Save “eggs” for good?" } }));
    expect(screen.getByText(/Allowing this answers it with yes/)).toHaveTextContent(
      "Acme Tracker asks, too: Save “eggs” for good? Allowing this answers it with yes.",
    );
  });
});

describe("a call that needs nothing", () => {
  it.each<[ToolCallStatus, string]>([
    ["proposed", "Preparing"],
    ["approved", "Allowed"],
    ["sent", "Running"],
    ["denied", "Denied"],
    ["expired", "Expired"],
    ["failed", "Failed"],
    ["blocked", "Blocked"],
    ["skipped", "Skipped"],
    ["cancelled", "Cancelled"],
    ["happened", "Happened, you said"],
  ])("says %s as “%s”", (status, words) => {
    show(toolCall({ status }));
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Allow once" })).toBeNull();
  });
  it("is one line, and opens to request and result with sizes", async () => {
    const { user } = show(
      toolCall({ effect: "read", milliseconds: 412, result: { text: "MOB-1", truncated: true, bytes: 20_480 } }),
    );
    expect(screen.getByText("0.4 s")).toBeInTheDocument();
    expect(screen.queryByText("MOB-1")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Request and result" }));
    expect(screen.getByText("MOB-1")).toBeInTheDocument();
    expect(screen.getByText(/20\.5 kB · shown in part/)).toBeInTheDocument();
  });
  it("says of one that was stopped on its way that it may have happened", () => {
    show(
      toolCall({
        status: "cancelled",
        error: { code: "outcome_unknown", message: "It had been sent: it may have happened." },
      }),
    );
    expect(screen.getByText("Stopped, may have happened")).toBeInTheDocument();
    expect(screen.getByText("It had been sent: it may have happened.")).toBeInTheDocument();
  });
  it("says at once why it failed", () => {
    show(toolCall({ status: "failed", error: { code: "tool_error", message: "The team Web does not exist." } }));
    expect(screen.getByText("The team Web does not exist.")).toBeInTheDocument();
  });
});

describe("a call that waits", () => {
  it("shows its arguments in words and the time it has", () => {
    show(awaiting({ arguments: { issue_title: "Login", urgent: true, labels: ["ios", "auth"] } }));
    expect(terms()).toEqual([
      ["Issue title issue_title", "Login"],
      ["Urgent", "Yes true"],
      ["Labels", "ios, auth list of 2"],
    ]);
    expect(screen.getByText(/Expires in 1[45] min/)).toBeInTheDocument();
  });
  it("says a name beside its word where the word alone could be another name's", () => {
    show(awaiting({ arguments: { title: "a", Title: "b", team: "c", Owner: "d", __proto: "e" } }));
    expect(terms().map(([name]) => name)).toEqual(["Title title", "Title", "Team", "Owner", "__proto"]);
  });
  it("takes the focus to its heading, never to a button", () => {
    show(awaiting());
    expect(screen.getByRole("heading", { name: /Create issue · Acme Tracker/ })).toHaveFocus();
  });
  it("takes the focus into the first argument at Edit, and back to the button afterwards", async () => {
    const { user } = show(awaiting({ arguments: { title: "Login", team: "Mobile" } }));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(screen.getByRole("textbox", { name: /Title/ })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByRole("button", { name: "Edit" })).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(screen.getByRole("textbox", { name: /Title/ })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: "Edit" })).toHaveFocus();
  });
  it("takes the focus to the button of the form where there is no argument to edit", async () => {
    const { user } = show(awaiting({ arguments: {} }));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(screen.getByRole("button", { name: "Allow once with these" })).toHaveFocus();
  });
  it("takes the focus to the heading once the edited arguments are allowed", async () => {
    const { user, rerender } = show(awaiting({ arguments: { title: "Login" } }));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    await user.click(screen.getByRole("button", { name: "Allow once with these" }));
    rerender(
      <ToolCallCard call={toolCall({ status: "approved" })} onDecide={vi.fn()} onSettle={vi.fn()} waits={waits} />,
    );
    expect(screen.getByRole("heading", { name: /Create issue/ })).toHaveFocus();
  });
  it("takes the focus into the reason at Deny, and back to the button", async () => {
    const { user } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Deny" }));
    expect(screen.getByRole("textbox", { name: "Reason (optional)" })).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: "Deny" })).toHaveFocus();
  });
  it("leaves the focus with someone who types", () => {
    const typing = document.body.appendChild(document.createElement("textarea"));
    typing.value = "half a sen";
    typing.dataset.composer = "";
    typing.focus();
    show(awaiting());
    expect(typing).toHaveFocus();
    typing.remove();
  });
  it("is allowed once", async () => {
    const { user, onDecide } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Allow once" }));
    expect(onDecide).toHaveBeenCalledWith(expect.objectContaining({ id: "call-1" }), { decision: "allow_once" });
  });
  it("keeps the focus on its heading when its buttons are gone", async () => {
    const { user, rerender, onDecide, onSettle } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Allow once" }));
    rerender(
      <ToolCallCard call={awaiting({ status: "sent" })} onDecide={onDecide} onSettle={onSettle} waits={waits} />,
    );
    expect(screen.getByRole("heading", { name: /Create issue/ })).toHaveFocus();
  });
  it("is denied with a reason", async () => {
    const { user, onDecide } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Deny" }));
    await user.type(screen.getByRole("textbox", { name: "Reason (optional)" }), "Wrong team");
    await user.click(screen.getByRole("button", { name: "Deny" }));
    expect(onDecide).toHaveBeenCalledWith(expect.anything(), { decision: "deny", reason: "Wrong team" });
  });
  it("is allowed with edited arguments", async () => {
    const { user, onDecide } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Edit" }));
    await user.clear(screen.getByRole("textbox", { name: "Team" }));
    await user.type(screen.getByRole("textbox", { name: "Team" }), "Web");
    await user.click(screen.getByRole("button", { name: "Allow once with these" }));
    expect(onDecide).toHaveBeenCalledWith(expect.anything(), {
      decision: "allow_once",
      arguments: { title: "Login button disappears on mobile", team: "Web" },
    });
  });
  it("says the scope before it is always allowed", async () => {
    const { user, onDecide } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Always allow" }));
    expect(onDecide).not.toHaveBeenCalled();
    await user.click(screen.getByRole("menuitem", { name: /“Create issue” in Acme Tracker.*for you only/ }));
    expect(onDecide).toHaveBeenCalledWith(expect.anything(), { decision: "always_allow" });
  });
  it("says why it may not always be allowed", () => {
    const call = awaiting();
    show({
      ...call,
      approval: call.approval && {
        ...call.approval,
        may_always_allow: { allowed: false, code: "ceiling_asks", reason: "An owner wants to be asked." },
      },
    });
    expect(screen.getByRole("button", { name: /Always allow/ })).toBeDisabled();
    expect(screen.getByRole("button", { name: /An owner wants to be asked/ })).toBeInTheDocument();
  });
  it("says why it is asked, where it is not just the default", () => {
    const call = awaiting();
    const why = { code: "flow_asks", reason: "This chat holds content from Wiki." };
    show({ ...call, approval: call.approval && { ...call.approval, why } });
    expect(screen.getByText("This chat holds content from Wiki.")).toBeInTheDocument();
  });
  it("does not repeat the default as a reason", () => {
    show(awaiting());
    expect(screen.queryByText("This tool asks before it runs.")).not.toBeInTheDocument();
  });
  it("shows a refusal in place and can be decided again", async () => {
    const onDecide = vi
      .fn()
      .mockRejectedValueOnce(new ApiProblem(409, "approval_expired", "This request has expired."));
    const { user } = show(awaiting(), onDecide);
    await user.click(screen.getByRole("button", { name: "Allow once" }));
    expect(await screen.findByText("This request has expired.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Allow once" })).toBeEnabled();
  });
});

describe("a call whose outcome is unknown", () => {
  it.each([
    ["It happened", "happened"],
    ["It did not, try again", "retry"],
    ["Skip", "skip"],
  ])("is settled by “%s”", async (label, outcome) => {
    const { user, onSettle } = show(toolCall({ status: "unknown" }));
    expect(screen.getByText("Login button disappears on mobile")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: label }));
    expect(onSettle).toHaveBeenCalledWith(expect.anything(), outcome);
  });
});

describe("a card does not lie", () => {
  const custom = { ...tracker, custom: true, host: "evil.example", verification: null };

  it("shows what is unseen in each of its parts as a mark, and keeps them apart", () => {
    const { container } = show(
      awaiting({
        title: "Read\u202e",
        tool: "de\u200blete",
        account: "mia\u2066@acme",
        connector: { ...custom, name: "Gm\u00adail" },
        arguments: { "t\u200do": "a\u202eb", note: "x\u{e0041}y" },
      }),
    );
    expect(screen.getAllByRole("img").map((mark) => mark.getAttribute("aria-label"))).toEqual([
      "invisible character U+202E, right-to-left override",
      "invisible character U+00AD, soft hyphen",
      "invisible character U+2066, left-to-right isolate",
      "invisible character U+200B, zero-width space",
      "invisible character U+200D, zero-width joiner",
      "invisible character U+202E, right-to-left override",
      "invisible character U+E0041",
    ]);
    expect(container.textContent).not.toMatch(/[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]|\u{e0041}/u);
    expect(screen.getByRole("heading").querySelectorAll("bdi")).toHaveLength(3);
  });
  it("says the tool as it is called, the host, and that nobody verified it", () => {
    show(awaiting({ connector: custom }));
    expect(screen.getByRole("group", { description: "create_issue at evil.example Custom" })).toBeInTheDocument();
  });
  it.each([
    [{ verification: "community" as const }, "Community"],
    [{ custom: true, verification: null }, "Custom"],
  ])("has a badge for %o", (of, badge) => {
    show(awaiting({ connector: { ...tracker, ...of } }));
    expect(screen.getByText(badge)).toBeInTheDocument();
  });
  it("tells keys apart that have one word", () => {
    show(awaiting({ arguments: { issue_id: "1a", issueId: "2b", ISSUE_ID: "3c", Issue: "4d", "issue id": "5e" } }));
    expect(terms().map(([term]) => term)).toEqual([
      "Issue id issue_id",
      "Issue id issueId",
      "Issue id ISSUE_ID",
      "Issue",
      "issue id",
    ]);
  });
  it("tells values apart that have one word", () => {
    show(
      awaiting({
        arguments: {
          a: true,
          b: "Yes",
          c: null,
          d: "–",
          e: "",
          f: 1,
          g: "1",
          h: ["x", "y"],
          i: "x, y",
          j: ["x, y"],
          k: [],
          l: "null",
          m: '{"a":1}',
          n: { a: 1 },
        },
      }),
    );
    const values = terms().map(([, value]) => value);
    expect(values).toEqual([
      "Yes true",
      '"Yes"',
      "– null",
      '"–"',
      '""',
      "1",
      '"1"',
      "x, y list of 2",
      "x, y",
      '[\n  "x, y"\n]',
      "[]",
      '"null"',
      '"{\\"a\\":1}"',
      '{\n  "a": 1\n}',
    ]);
    expect(new Set(values).size).toBe(values.length);
  });
  it("shows numbers to the last digit, in words, as JSON and in the editor, and sends them so", async () => {
    const { user, onDecide } = show(
      awaiting({ arguments_text: '{"id": 9007199254740993, "rate": 1.0, "ids": [18446744073709551617]}' }),
    );
    expect(terms().map(([, value]) => value)).toEqual(["9007199254740993", "1.0", "18446744073709551617 list of 1"]);
    expect(JSON.stringify(document.querySelector("pre")?.textContent)).toContain("9007199254740993");
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(screen.getByRole("textbox", { name: "Id" })).toHaveValue("9007199254740993");
    await user.type(screen.getByRole("textbox", { name: "Id" }), "1");
    await user.click(screen.getByRole("button", { name: "Allow once with these" }));
    expect(writeExact(onDecide.mock.calls[0]?.[1])).toBe(
      '{"decision":"allow_once","arguments":{"id":90071992547409931,"rate":1.0,"ids":[18446744073709551617]}}',
    );
  });
  it("makes a field as high as its text", async () => {
    const { user } = show(awaiting({ arguments: { body: `${"a".repeat(130)}\n\nb`, short: "c" } }));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(screen.getByRole("textbox", { name: "Body" })).toHaveAttribute("rows", "5");
    expect(screen.getByRole("textbox", { name: "Short" }).tagName).toBe("INPUT");
  });
  it("says below a field what it holds unseen", async () => {
    const { user } = show(awaiting({ arguments: { to: "mia\u202e" } }));
    await user.click(screen.getByRole("button", { name: "Edit" }));
    expect(screen.getByRole("textbox", { name: "To" })).toHaveAccessibleDescription(
      "With what is unseen in it: mia⟨U+202E⟩",
    );
  });
});

describe("a request that is longer than its window", () => {
  const size = (name: "scrollHeight" | "clientHeight" | "scrollTop", pixels: (element: HTMLElement) => number) =>
    vi.spyOn(HTMLElement.prototype, name, "get").mockImplementation(function (this: HTMLElement) {
      return this.role === "region" || this.getAttribute("role") === "region" ? pixels(this) : 0;
    });
  let scrolled = 0;
  beforeEach(() => {
    scrolled = 0;
    size("scrollHeight", () => 1000);
    size("clientHeight", (element) => (element.className.includes("all") ? 1000 : 320));
    size("scrollTop", () => scrolled);
  });
  afterEach(() => vi.restoreAllMocks());
  const locked = () =>
    ["Allow once", "Always allow", "Edit"].map(
      (name) => screen.getByRole<HTMLButtonElement>("button", { name }).disabled,
    );

  it("can be denied at once, and allowed or edited only after its end was in view", () => {
    show(awaiting());
    expect(locked()).toEqual([true, true, true]);
    expect(screen.getByRole("button", { name: "Allow once" })).toHaveAccessibleDescription(
      "Read the request to its end first: 34 more lines.",
    );
    expect(screen.getByRole("button", { name: "Deny" })).toBeEnabled();
    scrolled = 300;
    fireEvent.scroll(screen.getByRole("region", { name: "Request" }));
    expect(locked()).toEqual([true, true, true]);
    expect(screen.getByText("Read the request to its end first: 19 more lines.")).toBeInTheDocument();
    scrolled = 680;
    fireEvent.scroll(screen.getByRole("region", { name: "Request" }));
    expect(locked()).toEqual([false, false, false]);
    scrolled = 0;
    fireEvent.scroll(screen.getByRole("region", { name: "Request" }));
    expect(locked()).toEqual([false, false, false]);
  });
  it("opens by a button, which hands its focus to the whole request", async () => {
    const { user } = show(awaiting());
    await user.click(screen.getByRole("button", { name: "Show 34 more lines" }));
    expect(locked()).toEqual([false, false, false]);
    expect(screen.getByRole("region", { name: "Request" })).toHaveFocus();
    expect(screen.queryByText(/Read the request to its end/)).toBeNull();
  });
  it("is unread again when other arguments come", () => {
    const { rerender, onDecide, onSettle } = show(awaiting());
    scrolled = 680;
    fireEvent.scroll(screen.getByRole("region", { name: "Request" }));
    scrolled = 0;
    rerender(
      <ToolCallCard
        call={awaiting({ arguments: { title: "Another" } })}
        onDecide={onDecide}
        onSettle={onSettle}
        waits={waits}
      />,
    );
    expect(locked()).toEqual([true, true, true]);
  });
  it("is read call by call where several wait", () => {
    render(
      <>
        <ToolCallCard call={awaiting()} onDecide={vi.fn()} onSettle={vi.fn()} waits={waits} />
        <ToolCallCard call={awaiting({ id: "call-2" })} onDecide={vi.fn()} onSettle={vi.fn()} waits={waits} />
      </>,
    );
    const [first, second] = screen.getAllByRole("region", { name: "Request" });
    scrolled = 680;
    fireEvent.scroll(first!);
    const allow = () =>
      screen.getAllByRole<HTMLButtonElement>("button", { name: "Allow once" }).map((button) => button.disabled);
    expect(allow()).toEqual([false, true]);
    fireEvent.scroll(second!);
    expect(allow()).toEqual([false, false]);
  });
});
