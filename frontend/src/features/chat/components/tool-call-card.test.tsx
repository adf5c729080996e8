import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";

import { ApiProblem } from "@/lib/problem";
import { awaiting, toolCall } from "@/testing/builders";
import type { ToolCall, ToolCallStatus } from "@/types/api";

import { ToolCallCard } from "./tool-call-card";

const show = (call: ToolCall, onDecide = vi.fn().mockResolvedValue(undefined), onSettle = vi.fn().mockResolvedValue(undefined)) => {
  const view = render(<ToolCallCard call={call} onDecide={onDecide} onSettle={onSettle} />);
  return { ...view, onDecide, onSettle, user: userEvent.setup() };
};

describe("a call that needs nothing", () => {
  it.each<[ToolCallStatus, string]>([
    ["proposed", "Preparing"], ["approved", "Allowed"], ["sent", "Running"], ["denied", "Denied"], ["expired", "Expired"],
    ["failed", "Failed"], ["blocked", "Blocked"], ["skipped", "Skipped"], ["cancelled", "Cancelled"], ["happened", "Happened, you said"],
  ])("says %s as “%s”", (status, words) => {
    show(toolCall({ status }));
    expect(screen.getByText(words)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Allow once" })).toBeNull();
  });
  it("is one line, and opens to request and result with sizes", async () => {
    const { user } = show(toolCall({ effect: "read", milliseconds: 412, result: { text: "MOB-1", truncated: true, bytes: 20_480 } }));
    expect(screen.getByText("0.4 s")).toBeInTheDocument();
    expect(screen.queryByText("MOB-1")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Request and result" }));
    expect(screen.getByText("MOB-1")).toBeInTheDocument();
    expect(screen.getByText(/20\.5 kB · shown in part/)).toBeInTheDocument();
  });
  it("says at once why it failed", () => {
    show(toolCall({ status: "failed", error: { code: "tool_error", message: "The team Web does not exist." } }));
    expect(screen.getByText("The team Web does not exist.")).toBeInTheDocument();
  });
});

describe("a call that waits", () => {
  it("shows its arguments in words and the time it has", () => {
    show(awaiting({ arguments: { issue_title: "Login", urgent: true, labels: ["ios", "auth"] } }));
    expect(screen.getByText("Issue title").nextSibling).toHaveTextContent("Login");
    expect(screen.getByText("Urgent").nextSibling).toHaveTextContent("Yes");
    expect(screen.getByText("Labels").nextSibling).toHaveTextContent("ios, auth");
    expect(screen.getByText(/Expires in 1[45] min/)).toBeInTheDocument();
  });
  it("takes the focus to its heading, never to a button", () => {
    show(awaiting());
    expect(screen.getByRole("heading", { name: /Create issue · Acme Tracker/ })).toHaveFocus();
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
    rerender(<ToolCallCard call={awaiting({ status: "sent" })} onDecide={onDecide} onSettle={onSettle} />);
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
      decision: "allow_once", arguments: { title: "Login button disappears on mobile", team: "Web" },
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
    show({ ...call, approval: call.approval && { ...call.approval, may_always_allow: { allowed: false, code: "ceiling_asks", reason: "An owner wants to be asked." } } });
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
    const onDecide = vi.fn().mockRejectedValueOnce(new ApiProblem(409, "approval_expired", "This request has expired."));
    const { user } = show(awaiting(), onDecide);
    await user.click(screen.getByRole("button", { name: "Allow once" }));
    expect(await screen.findByText("This request has expired.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Allow once" })).toBeEnabled();
  });
});

describe("a call whose outcome is unknown", () => {
  it.each([["It happened", "happened"], ["It did not, try again", "retry"], ["Skip", "skip"]])("is settled by “%s”", async (label, outcome) => {
    const { user, onSettle } = show(toolCall({ status: "unknown" }));
    expect(screen.getByText("Login button disappears on mobile")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: label }));
    expect(onSettle).toHaveBeenCalledWith(expect.anything(), outcome);
  });
});
