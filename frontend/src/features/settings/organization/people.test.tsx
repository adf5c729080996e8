import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { done, FakeApi, json, problem, rows } from "@/testing/fake-api";
import { invitation, MEMBERS_ONLY, member, organization, permissions } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { InvitationList } from "./invitation-list";
import { MemberList } from "./member-list";

const ACME = "/api/v1/organizations/acme";
const MAX = `${ACME}/members/m-max`;
const owner = { organization: organization(), role: "owner" } as const;
const reader = { organization: organization({ permissions: permissions(MEMBERS_ONLY) }), role: "member" } as const;
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({
    [`GET ${ACME}/members`]: rows(
      member({ id: "m-pia", name: "Pia Primary", email: "pia@acme.example", role: "primary_owner" }),
      member({ id: "m-nora", name: "Nora Nilsen", email: "nora@acme.example", role: "owner" }),
      member(),
    ),
    [`PATCH ${MAX}`]: member(),
    [`DELETE ${MAX}`]: done(),
    [`GET ${ACME}/invitations`]: rows(invitation()),
  });
});

describe("the members", () => {
  it("have a role that an owner changes; the primary owner's and one's own stay", async () => {
    const { user } = show(<MemberList />, owner);
    await user.selectOptions(await screen.findByLabelText("Role of Max Moe"), "Auditor");
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: MAX, body: { role: "auditor" } }]));
    expect(screen.queryByLabelText("Role of Pia Primary")).not.toBeInTheDocument();
    expect(screen.queryByLabelText("Role of Nora Nilsen")).not.toBeInTheDocument();
    expect(screen.getByText("Primary owner")).toBeInTheDocument();
  });
  it("show the role that stands after a refusal, with the reason", async () => {
    api.answers[`PATCH ${MAX}`] = problem(409, "last_owner", "Somebody has to own it.");
    const { user } = show(<MemberList />, owner);
    await user.selectOptions(await screen.findByLabelText("Role of Max Moe"), "Admin");
    expect(await screen.findByRole("alert")).toHaveTextContent("Somebody has to own it.");
    await waitFor(() => expect(api.count(`GET ${ACME}/members`)).toBe(2));
    expect(screen.getByLabelText("Role of Max Moe")).toHaveValue("member");
  });
  it("are removed only after one has read what that ends", async () => {
    const { user } = show(<MemberList />, owner);
    await user.click(await screen.findByRole("button", { name: "Remove Max Moe" }));
    const dialog = await screen.findByRole("dialog", { name: "Remove Max Moe?" });
    expect(dialog).toHaveTextContent("their connections are revoked and deleted");
    expect(api.sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "DELETE", path: MAX, body: null }]);
    expect(api.count(`GET ${ACME}/members`)).toBe(2);
  });
  it("can only be read by who does not manage them", async () => {
    show(<MemberList />, reader);
    expect(await screen.findByText("Max Moe")).toBeInTheDocument();
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
  it("are called by their address when they have no name", async () => {
    api.answers[`GET ${ACME}/members`] = rows(member({ name: "" }));
    show(<MemberList />, owner);
    expect(await screen.findByRole("button", { name: "Remove max@acme.example" })).toBeInTheDocument();
  });
});

describe("the invitations", () => {
  it("give a link once, for the role that was chosen, and are listed anew", async () => {
    const url = "http://localhost/invitations/secret";
    api.answers[`POST ${ACME}/invitations`] = json({ ...invitation(), email: "kim@acme.example", url }, 201);
    const { user } = show(<InvitationList />, owner);
    await user.type(await screen.findByLabelText("E-mail"), " kim@acme.example");
    await user.selectOptions(screen.getByLabelText("Role"), "Admin");
    await user.click(screen.getByRole("button", { name: "Invite" }));
    expect(await screen.findByText(url)).toBeInTheDocument();
    expect(api.sent.map(({ body }) => body)).toEqual([{ email: "kim@acme.example", role: "admin" }]);
    expect(screen.getByLabelText("E-mail")).toHaveValue("");
    await waitFor(() => expect(api.count(`GET ${ACME}/invitations`)).toBe(2));
  });
  it("keep the address when they were refused", async () => {
    api.answers[`POST ${ACME}/invitations`] = problem(409, "already_member", "They are a member already.");
    const { user } = show(<InvitationList />, owner);
    await user.type(await screen.findByLabelText("E-mail"), "max@acme.example");
    await user.click(screen.getByRole("button", { name: "Invite" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("They are a member already.");
    expect(screen.getByLabelText("E-mail")).toHaveValue("max@acme.example");
  });
  it("are withdrawn, each by its own button", async () => {
    api.answers[`DELETE ${ACME}/invitations/i1`] = () => {
      api.answers[`GET ${ACME}/invitations`] = rows();
      return done();
    };
    const { user } = show(<InvitationList />, owner);
    expect(await screen.findByText(/Auditor · until 1 Dec/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Withdraw the invitation of new@acme.example" }));
    await waitFor(() => expect(screen.queryByText("new@acme.example")).not.toBeInTheDocument());
  });
  it("are a reason in place of a form for who may not invite, and nothing is asked", async () => {
    show(<InvitationList />, reader);
    expect(await screen.findByText(MEMBERS_ONLY.reason)).toBeInTheDocument();
    expect(screen.queryByLabelText("E-mail")).not.toBeInTheDocument();
    expect(api.asked).toEqual([]);
  });
});
