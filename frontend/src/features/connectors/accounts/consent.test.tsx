import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";

import { done, FakeApi, problem } from "@/testing/fake-api";
import { connection, connector, listing } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { ConnectionList } from "./connection-list";
import { ListingAction } from "../directory/listing-action";

const AT = "/api/v1/organizations/acme/connectors/k1";
const text = ["This is not medical advice.", "It reads what you choose."];
const categories = [
  { name: "allergies", label: "Allergies" },
  { name: "measurements", label: "Lab results and vital signs" },
];
const asked = { version: "2026-11-28", notice: text[0], text, categories, given: null };
const given = { id: "c1", version: "2026-11-28", categories: ["measurements"], given_at: "2026-11-28T10:00:00Z" };
const health = (more: object = {}) => connector({ id: "k1", name: "Health records", wants_consent: true, ...more });

it("shows the notice and the choices before anything is connected, with nothing chosen", async () => {
  const api = new FakeApi({
    [`GET ${AT}/consent`]: asked,
    [`PUT ${AT}/consent`]: { ...asked, given },
    [`POST ${AT}/connections`]: connection({}),
  });
  const { user } = show(<ConnectionList connector={health()} />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  const dialog = await screen.findByRole("dialog", { name: "Before you connect Health records" });
  expect(dialog).toHaveAccessibleDescription("This is not medical advice.");
  const agree = await screen.findByRole("button", { name: "Agree and sign in" });
  expect(agree).toBeDisabled();
  expect(screen.getByText("Choose at least one kind of records.")).toBeInTheDocument();
  await user.click(screen.getByRole("checkbox", { name: "Lab results and vital signs" }));
  await user.click(agree);
  await waitFor(() => expect(api.sent).toHaveLength(2));
  expect(api.sent.map(({ body }) => body)).toEqual([
    { version: "2026-11-28", categories: ["measurements"] },
    { return_to: "/" },
  ]);
});

it("connects nothing when the dialog is closed", async () => {
  const api = new FakeApi({ [`GET ${AT}/consent`]: asked });
  const { user } = show(<ConnectionList connector={health()} />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(api.sent).toEqual([]);
});

it("keeps the dialog open where the text has changed meanwhile, and says so", async () => {
  new FakeApi({
    [`GET ${AT}/consent`]: asked,
    [`PUT ${AT}/consent`]: problem(403, "consent_changed", "The text has changed meanwhile. Read it again."),
  });
  const { user } = show(<ConnectionList connector={health()} />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  await user.click(await screen.findByRole("checkbox", { name: "Allergies" }));
  await user.click(screen.getByRole("button", { name: "Agree and sign in" }));
  expect(await screen.findByText(/text has changed/)).toBeInTheDocument();
});

it("withdraws the consent after it said what ends", async () => {
  const api = new FakeApi({
    [`GET ${AT}/consent`]: { ...asked, given },
    [`DELETE ${AT}/consent`]: done(),
    [`DELETE ${AT}/chats`]: done(),
  });
  const { user } = show(<ConnectionList connector={health({ connections: [connection({})] })} />);
  await user.click(await screen.findByRole("button", { name: "Withdraw" }));
  expect(screen.getByRole("dialog")).toHaveAccessibleDescription(/your accounts there are disconnected/);
  await user.click(screen.getByRole("checkbox", { name: /Also delete my chats/ }));
  const buttons = screen.getAllByRole("button", { name: "Withdraw" });
  await user.click(buttons[buttons.length - 1]!);
  await waitFor(() => expect(api.sent).toHaveLength(2));
});

it("says what becomes of the account where one changes what was agreed to", async () => {
  const api = new FakeApi({ [`GET ${AT}/consent`]: { ...asked, given }, [`PUT ${AT}/consent`]: { ...asked, given } });
  const { user } = show(<ConnectionList connector={health({ connections: [connection({})] })} />);
  expect(await screen.findByText("This is not medical advice.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Change" }));
  await screen.findByRole("dialog", { name: "Change what Health records may read" });
  expect(screen.getByText(/Choosing less disconnects your account there at once/)).toBeInTheDocument();
  await user.click(screen.getByRole("checkbox", { name: "Allergies" }));
  await user.click(screen.getByRole("button", { name: "Agree" }));
  const body = { version: "2026-11-28", categories: ["measurements", "allergies"] };
  await waitFor(() => expect(api.sent).toMatchObject([{ body }]));
});

it("asks for it on a directory card too, when the service's sign-in needs it first", async () => {
  new FakeApi({
    [`POST ${AT}/connections`]: problem(403, "consent_required", "Give your consent first."),
    [`GET ${AT}/consent`]: asked,
  });
  const { user } = show(<ListingAction listing={listing({ connector: "k1", state: "enabled" as never })} />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  expect(await screen.findByRole("dialog")).toHaveAccessibleDescription("This is not medical advice.");
});
