import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { conversation } from "@/testing/builders";
import { done, FakeApi, problem } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { ConversationLink } from "./conversation-link";

const CHAT = "/api/v1/organizations/acme/conversations/conversation-1";
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({ [`PATCH ${CHAT}`]: conversation({ title: "Sign-in" }), [`DELETE ${CHAT}`]: done });
});

async function list(title = "Login") {
  const link = <ConversationLink conversation={conversation({ title })} className={{}} />;
  const shown = show(link, { address: "/o/acme/approvals" });
  return { ...shown, more: await screen.findByRole("button", { name: /^More about/ }) };
}

async function open(item: "Rename" | "Delete") {
  const shown = await list();
  await shown.user.click(shown.more);
  await shown.user.click(await screen.findByRole("menuitem", { name: item }));
  return { ...shown, dialog: within(await screen.findByRole("dialog")) };
}

describe("a chat in the list", () => {
  it("leads to it, by a name before it has one", async () => {
    const { more } = await list("");
    expect(more).toHaveAccessibleName("More about New chat");
    expect(screen.getByRole("link", { name: "New chat" })).toHaveAttribute("href", "/o/acme/c/conversation-1");
  });
  it.each(["Rename", "Delete"] as const)(
    "gives the focus back to the button of the menu after %s was left",
    async (item) => {
      const { user, more } = await open(item);
      if (item === "Rename") await waitFor(() => expect(screen.getByLabelText("Title")).toHaveFocus());
      await user.keyboard("{Escape}");
      await waitFor(() => expect(more).toHaveFocus());
      expect(api.sent).toEqual([]);
    },
  );
});

describe("renaming", () => {
  it("sends the new title without blanks around it, and closes", async () => {
    const { user } = await open("Rename");
    const field = screen.getByLabelText("Title");
    expect(field).toHaveValue("Login");
    await user.clear(field);
    await user.type(field, "  Sign-in {Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "PATCH", path: CHAT, body: { title: "Sign-in" } }]);
  });
  it("stays open with what was typed when it is refused", async () => {
    api.answers[`PATCH ${CHAT}`] = problem(400, "invalid", "This title cannot be used.");
    const { user, dialog } = await open("Rename");
    await user.type(screen.getByLabelText("Title"), " again");
    await user.click(dialog.getByRole("button", { name: "Rename" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This title cannot be used.");
    expect(screen.getByLabelText("Title")).toHaveValue("Login again");
  });
});

describe("deleting", () => {
  it("asks first, and says what goes with it", async () => {
    const { user, dialog } = await open("Delete");
    expect(screen.getByRole("dialog", { name: "Delete “Login”?" })).toHaveTextContent("This cannot be undone.");
    await user.click(dialog.getByRole("button", { name: "Keep" }));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(api.sent).toEqual([]);
  });
  it("leaves one where one is when another chat goes", async () => {
    const { user, dialog, router } = await open("Delete");
    await user.click(dialog.getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "DELETE", path: CHAT, body: null }]);
    expect(router.state.location.pathname).toBe("/o/acme/approvals");
  });
  it("says why it could not be", async () => {
    api.answers[`DELETE ${CHAT}`] = problem(409, "busy", "An answer is being written.");
    const { user, dialog } = await open("Delete");
    await user.click(dialog.getByRole("button", { name: "Delete" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An answer is being written.");
  });
});
