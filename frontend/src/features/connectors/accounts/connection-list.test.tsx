import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { refused } from "@/testing/builders";
import { done, FakeApi, json, problem } from "@/testing/fake-api";
import { connection, connector } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Connection, Connector } from "@/types/api";

import { ConnectionList } from "./connection-list";

const ACCOUNTS = "/api/v1/organizations/acme/connectors/k1/connections";
const left = vi.fn();
let api: FakeApi;

beforeEach(() => {
  left.mockReset();
  vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign: left });
  api = new FakeApi({
    [`POST ${ACCOUNTS}`]: json({ id: "n2", authorization_url: "https://auth.example" }, 201),
    [`DELETE ${ACCOUNTS}/n1`]: done(),
  });
});

const open = (connections: Connection[], changes: Partial<Connector> = {}) =>
  show(<ConnectionList connector={connector({ connections, ...changes })} />, {
    address: "/o/acme/customize/connectors",
  });

describe("one's accounts at a connector", () => {
  it("say whose each is, what it may, and when it was used", async () => {
    open([
      connection({
        label: "Work",
        scopes: ["read", "write"],
        last_used_at: new Date(Date.now() - 3_600_000).toISOString(),
      }),
    ]);
    expect(await screen.findByText("nora@acme.example")).toBeInTheDocument();
    expect(screen.getByText(/Work · may read, write · last used/)).toBeInTheDocument();
    expect(screen.getByText("Connected")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Reconnect" })).not.toBeInTheDocument();
  });
  it("say in plain phrases what they may, and what the service wants more", async () => {
    const scope_words = { read: "Read your mail", send: "Send mail" };
    open([connection({ scopes: ["read", "x.y"], missing_scopes: ["send"] })], { scope_words });
    expect(
      await screen.findByText(/may read your mail, x\.y · the service wants more access: send mail/),
    ).toBeInTheDocument();
  });
  it.each([
    ["pending", [], "Sign-in not finished"],
    ["needs_reauth", [], "Sign in again"],
    ["connected", ["admin"], "Needs more access"],
    ["needs_scope", ["admin"], "Needs more access"],
  ] as const)("say what is the matter, and are mended: %s %s", async (status, missing, words) => {
    const { user } = open([connection({ status, missing_scopes: [...missing], label: "Work" })]);
    expect(await screen.findByText(words)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Reconnect" }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example"));
    const body = { return_to: "/o/acme/customize/connectors", label: "Work" };
    expect(api.sent).toEqual([{ method: "POST", path: ACCOUNTS, body }]);
  });
  it("are nothing where the last one was disconnected: one connects anew", async () => {
    const { user } = open([connection({ status: "revoked" })]);
    expect(screen.queryByText("nora@acme.example")).not.toBeInTheDocument();
    await user.click(await screen.findByRole("button", { name: "Connect" }));
    await waitFor(() => expect(api.sent).toHaveLength(1));
  });
  it("may be several, each with a name of its own", async () => {
    const { user } = open([connection()]);
    await user.click(await screen.findByRole("button", { name: "Connect another account" }));
    await user.type(screen.getByLabelText("What do you call it?"), " Home ");
    await user.click(screen.getByRole("button", { name: "Connect" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toMatchObject([{ label: "Home" }]));
  });
  it("are disconnected after one has read what that means", async () => {
    const { user } = open([connection()]);
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    const dialog = await screen.findByRole("dialog", { name: "Disconnect Acme Tracker?" });
    expect(dialog).toHaveTextContent("its access is revoked and deleted here");
    expect(api.sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
    await waitFor(() => expect(api.sent).toEqual([{ method: "DELETE", path: `${ACCOUNTS}/n1`, body: null }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });
  it("stay when that failed, and the dialog says why", async () => {
    api.answers[`DELETE ${ACCOUNTS}/n1`] = problem(503, "busy", "Try again in a moment.");
    const { user } = open([connection()]);
    await user.click(await screen.findByRole("button", { name: "Disconnect" }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Disconnect" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Try again in a moment.");
  });
  it("cannot be added where it is refused, with the reason", async () => {
    const no = refused("email_not_verified", "Confirm your address first.");
    open([], { actions: { connect: no, reconnect: no, refresh: no } });
    expect(await screen.findByText(no.reason)).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
  it("warn where an owner allowed a weaker sign-in", async () => {
    open([], { custom: true, pkce_undeclared: true });
    expect(await screen.findByText(/does not announce PKCE/)).toBeInTheDocument();
  });
});
