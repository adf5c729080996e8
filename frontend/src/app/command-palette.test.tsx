import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";

import { conversation } from "@/testing/builders";
import { type Asked, FakeApi, rows } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { CommandPalette } from "./command-palette";

const CHATS = "/api/v1/organizations/acme/conversations";
const LOGIN = conversation({ id: "c1", title: "Login button" });
const UNNAMED = conversation({ id: "c2", title: "" });
const closed = vi.fn();
let api: FakeApi;

beforeEach(() => {
  closed.mockReset();
  api = new FakeApi({
    [`GET ${CHATS}`]: ({ query }: Asked) =>
      query.q ? rows(...(query.q === "login" ? [LOGIN] : [])) : rows(LOGIN, UNNAMED),
  });
});

async function open() {
  const shown = show(<CommandPalette onClose={closed} />);
  const field = await screen.findByRole("combobox", { name: "Search chats and pages" });
  await screen.findByRole("option", { name: "Login button" });
  return { ...shown, field };
}

const labels = () => screen.getAllByRole("option").map((one) => one.textContent);
const chosen = () => screen.getByRole("option", { selected: true }).textContent;

it("shows one's newest chats first, then the places", async () => {
  const { field } = await open();
  expect(labels().slice(0, 3)).toEqual(["Login button", "New chat", "New chat"]);
  expect(labels()).toContain("Profile and tokens");
  expect(field).toHaveFocus();
});
it("asks the server for chats of these words, and keeps the places that have them", async () => {
  const { user } = await open();
  await user.keyboard("login");
  await waitFor(() => expect(labels()).toEqual(["Login button"]));
  expect(api.asked.at(-1)).toMatchObject({ path: CHATS, query: { q: "login" } });
});
it("says that nothing matches, and Enter leads nowhere then", async () => {
  const { user, router } = await open();
  await user.keyboard("nowhere");
  expect(await screen.findByText("Nothing matches “nowhere”.")).toHaveAttribute("aria-disabled", "true");
  await user.keyboard("{Enter}");
  expect(closed).not.toHaveBeenCalled();
  expect(router.state.location.pathname).toBe("/");
});
it("is walked through with the arrows, round its ends, and the field says where one is", async () => {
  const { user, field } = await open();
  expect(chosen()).toBe("Login button");
  await user.keyboard("{ArrowUp}");
  expect(chosen()).toBe("Profile and tokens");
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(chosen()).toBe("New chat");
  expect(field).toHaveAttribute("aria-activedescendant", screen.getByRole("option", { selected: true }).id);
});
it("begins at the top again with other words", async () => {
  const { user } = await open();
  await user.keyboard("{ArrowDown}{ArrowDown}c");
  await waitFor(() => expect(chosen()).toBe(labels()[0]));
});
it("opens a chat with Enter and a place with a click, and closes first", async () => {
  const { user, router } = await open();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/c/c1"));
  expect(closed).toHaveBeenCalledOnce();
  await user.click(await screen.findByRole("option", { name: "Approvals" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/approvals"));
});
