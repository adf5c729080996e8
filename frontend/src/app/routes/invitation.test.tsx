import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { allowed, refused } from "@/testing/builders";
import { FakeApi, problem } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { InvitationRoute } from "./invitation";

const INVITATION = "/api/v1/invitations/";
const acme = { slug: "acme", name: "Acme" };
const invitation = { organization: acme, email: "nora@acme.example", role: "member", invited_by: "Ada Byron" };
const me = { id: "u1", name: "Nora Nilsen", email: "nora@acme.example", memberships: [], keep_things: allowed };
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({
    [`GET ${INVITATION}`]: invitation,
    "GET /api/v1/me": me,
    [`POST ${INVITATION}`]: { organization: acme },
  });
});

describe("an invitation", () => {
  it("says who invites whom as what", async () => {
    show(<InvitationRoute />);
    expect(await screen.findByRole("heading", { name: "Join Acme" })).toBeInTheDocument();
    expect(screen.getByText("Ada Byron invites nora@acme.example as member.")).toBeInTheDocument();
  });
  it("is taken only by a press, and leads into the organization", async () => {
    const { user, router } = show(<InvitationRoute />);
    const join = await screen.findByRole("button", { name: "Join" });
    await waitFor(() => expect(join).toBeEnabled());
    expect(api.sent).toEqual([]);
    await user.click(join);
    await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme"));
    expect(api.sent).toHaveLength(1);
  });
  it("waits until the address is confirmed", async () => {
    const keep_things = refused("email_not_verified", "Confirm your e-mail address first.");
    api.answers["GET /api/v1/me"] = { ...me, keep_things };
    show(<InvitationRoute />);
    expect(await screen.findByText("Confirm your address.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Join" })).toBeDisabled();
  });
  it("that is over says so, without a button", async () => {
    api.answers[`GET ${INVITATION}`] = problem(404, "not_found", "Not found.");
    show(<InvitationRoute />);
    expect(await screen.findByText(/was used, withdrawn, is too old/)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Join" })).not.toBeInTheDocument();
    expect(screen.queryByText("Not found.")).not.toBeInTheDocument();
  });
  it("that was refused says why, and can be tried again", async () => {
    api.answers[`POST ${INVITATION}`] = problem(409, "seats_full", "Acme has no seat left.");
    const { user, router } = show(<InvitationRoute />);
    const join = await screen.findByRole("button", { name: "Join" });
    await waitFor(() => expect(join).toBeEnabled());
    await user.click(join);
    expect(await screen.findByRole("alert")).toHaveTextContent("Acme has no seat left.");
    expect(router.state.location.pathname).toBe("/");
    expect(join).toBeEnabled();
  });
});
