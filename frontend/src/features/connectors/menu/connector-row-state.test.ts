import { describe, expect, it } from "vitest";

import { toggle } from "@/testing/builders";
import type { Listing } from "@/types/api";

import { rowOfListing, rowOfToggle } from "./connector-row-state";

const account = { id: "n1", status: "connected", label: "", account: "mia@acme.example" };
const refused = (code: string, reason: string) => ({ allowed: false, code, reason });

describe("a row of the “+” menu", () => {
  it("has a switch and the account when one is connected", () => {
    expect(rowOfToggle(toggle())).toMatchObject({ action: "toggle", sub: "mia@acme.example", connection: "n1" });
  });
  it("says that an owner has to look at tools first", () => {
    expect(rowOfToggle(toggle({ waiting_tools: 2 }))).toMatchObject({
      action: "toggle",
      sub: "An owner has to review 2 new or changed tools.",
      warn: true,
    });
    expect(rowOfToggle(toggle({ waiting_tools: 1 })).sub).toBe("An owner has to review 1 new or changed tool.");
  });
  it("says how many accounts there are, and which is used", () => {
    const connections = [account, { ...account, id: "n2", label: "Work" }];
    expect(rowOfToggle(toggle({ connections, connection: "n2" }))).toMatchObject({
      sub: "2 accounts · Work",
      connection: "n2",
    });
  });
  it("offers to connect when none is", () => {
    expect(
      rowOfToggle(toggle({ connections: [], may_toggle: refused("connection_required", "Connect first.") })),
    ).toMatchObject({ action: "connect" });
  });
  it("offers to sign in again", () => {
    const connections = [{ ...account, status: "needs_reauth" }];
    expect(rowOfToggle(toggle({ connections }))).toMatchObject({
      action: "reconnect",
      sub: "Sign in again",
      warn: true,
    });
  });
  it("goes on with an account that wants more access, and says so", () => {
    const connections = [{ ...account, status: "needs_scope" }];
    expect(rowOfToggle(toggle({ enabled: true, connections, connection: "n1" }))).toMatchObject({
      action: "toggle",
      connection: "n1",
      sub: "mia@acme.example · Needs more access",
      attention: "Needs more access",
      warn: true,
    });
  });
  it("signs in again with the account of this chat, by its label", () => {
    const ended = { ...account, status: "needs_reauth" };
    const connections = [ended, { ...ended, id: "n2", label: "Work" }];
    expect(rowOfToggle(toggle({ enabled: true, connections, connection: "n2" }))).toMatchObject({
      action: "reconnect",
      attention: "Sign in again",
      label: "Work",
    });
  });
  it.each(["connection_required", "connection_needs_reauth"])("says why one may not connect from here (%s)", (code) => {
    const why = refused("mobile_cannot_add_connectors", "Add connectors in a browser on a computer.");
    const connections = code === "connection_required" ? [] : [{ ...account, status: "needs_reauth" }];
    const row = rowOfToggle(
      toggle({ connections, may_toggle: refused(code, "Connect first."), may_connect: why, may_reconnect: why }),
    );
    expect(row).toMatchObject({ action: "none", sub: why.reason });
  });
  it("lets a phone sign in again with an account that is there", () => {
    const why = refused("mobile_cannot_add_connectors", "Add connectors in a browser on a computer.");
    expect(
      rowOfToggle(toggle({ connections: [{ ...account, status: "needs_reauth" }], may_connect: why })),
    ).toMatchObject({ action: "reconnect" });
  });
  it("says the reason instead of a switch in a public project", () => {
    const may_toggle = refused("connectors_require_private_project", "Connectors work in private projects only.");
    expect(rowOfToggle(toggle({ may_toggle }))).toMatchObject({
      action: "none",
      sub: "Connectors work in private projects only.",
    });
  });
  it("can always be switched off", () => {
    expect(rowOfToggle(toggle({ enabled: true, may_toggle: refused("x", "No longer.") }))).toMatchObject({
      action: "toggle",
      enabled: true,
    });
  });
});

describe("a listing that is not enabled", () => {
  const listing = (enable: object) =>
    ({
      slug: "wiki",
      name: "Wiki",
      color: "",
      icon_url: null,
      verification: "verified",
      actions: { enable },
    }) as Listing;
  it("is enabled from the menu by who may", () => {
    expect(rowOfListing(listing({ allowed: true, code: "", reason: "" }))).toMatchObject({
      action: "enable",
      sub: "Not enabled by an owner",
    });
  });
  it.each([
    ["owner_required", "Not enabled by an owner"],
    ["mobile_cannot_add_connectors", "Why."],
    ["email_not_verified", "Why."],
    ["plan_not_eligible", "Why."],
  ])("says why not: %s", (code, sub) => {
    expect(rowOfListing(listing(refused(code, "Why.")))).toMatchObject({ action: "none", sub });
  });
});
