import { describe, expect, it } from "vitest";

import { toggle } from "@/testing/builders";

import { rowOfToggle } from "./connector-row-state";

const account = { id: "n1", status: "connected", label: "", account: "mia@acme.example" };
const refused = (code: string, reason: string) => ({ allowed: false, code, reason });

describe("a row of the “+” menu", () => {
  it("has a switch and the account when one is connected", () => {
    expect(rowOfToggle(toggle())).toMatchObject({ action: "toggle", sub: "mia@acme.example", connection: "n1" });
  });
  it("says that an owner has to look at tools first", () => {
    expect(rowOfToggle(toggle({ waiting_tools: 2 }))).toMatchObject({ action: "toggle", sub: "An owner has to review 2 new tools.", warn: true });
    expect(rowOfToggle(toggle({ waiting_tools: 1 })).sub).toBe("An owner has to review 1 new tool.");
  });
  it("says how many accounts there are, and which is used", () => {
    const connections = [account, { ...account, id: "n2", label: "Work" }];
    expect(rowOfToggle(toggle({ connections, connection: "n2" }))).toMatchObject({ sub: "2 accounts · Work", connection: "n2" });
  });
  it("offers to connect when none is", () => {
    expect(rowOfToggle(toggle({ connections: [], may_toggle: refused("connection_required", "Connect first.") }))).toMatchObject({ action: "connect" });
  });
  it("offers to sign in again", () => {
    const connections = [{ ...account, status: "needs_reauth" }];
    expect(rowOfToggle(toggle({ connections }))).toMatchObject({ action: "reconnect", sub: "Sign in again", warn: true });
  });
  it("says the reason instead of a switch in a public project", () => {
    const may_toggle = refused("connectors_require_private_project", "Connectors work in private projects only.");
    expect(rowOfToggle(toggle({ may_toggle }))).toMatchObject({ action: "none", sub: "Connectors work in private projects only." });
  });
  it("can always be switched off", () => {
    expect(rowOfToggle(toggle({ enabled: true, may_toggle: refused("x", "No longer.") }))).toMatchObject({ action: "toggle", enabled: true });
  });
});
