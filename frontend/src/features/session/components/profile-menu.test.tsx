import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { FakeApi, json } from "@/testing/fake-api";
import { organization } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Membership } from "@/types/api";

import { ProfileMenu } from "./profile-menu";

const SESSION = "/_allauth/browser/v1/auth/session";
const belongs = (slug: string, name: string) =>
  ({ id: slug, role: "member", organization: { ...organization(), slug, name } }) as unknown as Membership;
let api: FakeApi;

beforeEach(() => {
  document.cookie = "csrftoken=of-the-tests";
  // Ending a session is answered with 401: nobody is signed in.
  api = new FakeApi({ [`DELETE ${SESSION}`]: json({ status: 401 }, 401) });
});
afterEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.theme;
});

async function open(memberships = [belongs("acme", "Acme"), belongs("nora", "Nora's own")]) {
  const shown = show(<ProfileMenu memberships={memberships} />, { organization: organization() });
  await shown.user.click(await screen.findByRole("button", { name: /account menu/ }));
  return shown;
}

it("says who one is and where", async () => {
  await open();
  const button = screen.getByRole("button", { name: /account menu/, hidden: true });
  expect(button).toHaveTextContent("Nora Nilsen");
  expect(button).toHaveTextContent("Acme · Team");
});
it("marks the organization one is in and leads to another", async () => {
  const { user, router } = await open();
  expect(screen.getByRole("menuitemcheckbox", { name: "Acme" })).toBeChecked();
  await user.click(screen.getByRole("menuitemcheckbox", { name: "Nora's own" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/o/nora"));
});
it("offers no choice of organizations to who is in one only", async () => {
  await open([belongs("acme", "Acme")]);
  expect(screen.queryByText("Organizations")).not.toBeInTheDocument();
});
it.each([
  ["Organization settings", "/o/acme/settings/general"],
  ["Your connectors", "/o/acme/customize/connectors"],
  ["Profile and tokens", "/profile"],
])("leads to %s", async (name, address) => {
  const { user, router } = await open();
  await user.click(screen.getByRole("menuitem", { name }));
  await waitFor(() => expect(router.state.location.pathname).toBe(address));
});
it("keeps the theme that one chooses", async () => {
  const { user } = await open();
  await user.click(screen.getByRole("menuitemcheckbox", { name: "Dark" }));
  await user.click(screen.getByRole("button", { name: /account menu/ }));
  expect(await screen.findByRole("menuitemcheckbox", { name: "Dark" })).toBeChecked();
});
it("ends the session, and nothing of it stays in this tab", async () => {
  const left = vi.fn();
  vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign: left });
  sessionStorage.setItem("draft", "half a sentence");
  const { user } = await open();
  await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
  await waitFor(() => expect(left).toHaveBeenCalledWith("/sign-in"));
  expect(api.sent).toEqual([{ method: "DELETE", path: SESSION, body: null }]);
  expect(sessionStorage.length).toBe(0);
});
it("says how many requests wait for an owner, and leads to them", async () => {
  const { user, router } = show(<ProfileMenu memberships={[belongs("acme", "Acme")]} requests={2} />, {
    organization: organization(),
  });
  await user.click(await screen.findByRole("button", { name: /account menu\s*2\s*requests for connectors/ }));
  await user.click(screen.getByRole("menuitem", { name: /^Organization settings\s*2\s*requests for connectors$/ }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/settings/connectors"));
});
