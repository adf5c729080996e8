import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { FakeApi, problem } from "@/testing/fake-api";
import { MEMBERS_ONLY, organization, permissions } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { OrganizationForm } from "./organization-form";

const ACME = "/api/v1/organizations/acme";
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({ [`PATCH ${ACME}`]: organization() });
});

const open = (changes = {}) => show(<OrganizationForm />, { organization: organization(changes), role: "owner" });

describe("the name of the organization", () => {
  it("is saved once it is another one, without blanks around it", async () => {
    const { user } = open();
    const save = await screen.findByRole("button", { name: "Save" });
    expect(save).toBeDisabled();
    await user.clear(screen.getByLabelText("Name"));
    expect(save).toBeDisabled();
    await user.type(screen.getByLabelText("Name"), "  Acme Norway ");
    await user.click(save);
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: ACME, body: { name: "Acme Norway" } }]));
  });
  it("says why it was refused", async () => {
    api.answers[`PATCH ${ACME}`] = problem(403, "owner_required", "Only owners can rename it.");
    const { user } = open();
    await user.type(await screen.findByLabelText("Name"), "!");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Only owners can rename it.");
  });
  it("can only be read by who does not manage it, with the reason", async () => {
    open({ permissions: permissions(MEMBERS_ONLY) });
    expect(await screen.findByText(MEMBERS_ONLY.reason)).toBeInTheDocument();
    expect(screen.getByLabelText("Name")).toBeDisabled();
    expect(screen.queryByRole("button", { name: "Save" })).not.toBeInTheDocument();
    for (const each of screen.getAllByRole("switch")) expect(each).toBeDisabled();
  });
});

describe("what the organization allows", () => {
  it("is shown as it is set, and changes one thing at a time", async () => {
    const { user } = open();
    expect(await screen.findByRole("switch", { name: "Public projects" })).toBeChecked();
    const outside = screen.getByRole("switch", { name: "Share links for anyone" });
    expect(outside).not.toBeChecked();
    await user.click(outside);
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ settings: { external_sharing: true } }]));
  });
  it("is no question in a personal organization", async () => {
    open({ personal: true });
    expect(await screen.findByLabelText("Name")).toBeInTheDocument();
    expect(screen.queryByRole("switch")).not.toBeInTheDocument();
  });
  it("names the plan and the country that an operator has set", async () => {
    open();
    expect(await screen.findByText("Plan: Team, NO. An operator sets both.")).toBeInTheDocument();
  });
  it("names the plan alone where no country is known", async () => {
    open({ country: "" });
    expect(await screen.findByText("Plan: Team. An operator sets it.")).toBeInTheDocument();
  });
});
