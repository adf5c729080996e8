import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { allowed, refused, toggle, tracker } from "@/testing/builders";
import { FakeApi, json, problem, rows } from "@/testing/fake-api";
import { connection, connector, listing } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Listing } from "@/types/api";

import { ConnectorChips } from "./connector-chips";
import { connectorCommands } from "./connector-commands";
import { PlusMenu } from "./plus-menu";
import { useConnectorRows } from "./use-connector-rows";
import { useRowActions } from "./use-row-actions";

const ACME = "/api/v1/organizations/acme";
const SWITCHES = `${ACME}/conversations/c1/connectors`;
const chat = { ...tracker, id: "k2", name: "Acme Chat" };
const unconnected = toggle({ connector: chat, connections: [] });
const docs = listing({
  slug: "acme-docs",
  name: "Acme Docs",
  state: "not_enabled" as Listing["state"],
  connector: null,
});
const making = vi.fn(() => Promise.resolve("c1"));
const left = vi.fn();
let api: FakeApi;

beforeEach(() => {
  sessionStorage.clear();
  making.mockClear();
  left.mockReset();
  vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign: left });
  api = new FakeApi({
    [`GET ${SWITCHES}`]: rows(toggle(), unconnected),
    [`GET ${ACME}/connectors`]: rows(connector({ connections: [connection()] })),
    [`GET ${ACME}/directory`]: rows(docs),
    [`PUT ${SWITCHES}/k1`]: toggle({ enabled: true }),
    [`POST ${ACME}/connectors`]: json(connector(), 201),
    [`POST ${ACME}/connectors/k2/connections`]: json(
      { id: "n2", status: "pending", authorization_url: "https://auth.example" },
      201,
    ),
  });
});

function Menu({ conversation, refusal }: { conversation: string | null; refusal: string | null }) {
  const { rows: all, loading, error } = useConnectorRows(conversation, refusal);
  const actions = useRowActions({ ensureConversation: making, returnTo: (id) => `/o/acme/c/${id}` });
  return (
    <form>
      <PlusMenu rows={all} loading={loading} error={error} actions={actions} />
      <ConnectorChips rows={all} actions={actions} />
      <ul aria-label="Commands">
        {connectorCommands(all, actions).map(({ id, label, disabled, run }) => (
          <li key={id}>
            <button type="button" disabled={disabled} onClick={run}>
              /{label}
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

async function open({
  conversation = "c1",
  refusal = null,
}: { conversation?: string | null; refusal?: string | null } = {}) {
  const shown = show(<Menu conversation={conversation} refusal={refusal} />);
  await shown.user.click(await screen.findByRole("button", { name: "Add to conversation" }));
  await shown.user.click(screen.getByRole("button", { name: "Connectors" }));
  const group = await screen.findByRole("group", { name: "Connectors" });
  await within(group).findByText("Acme Tracker");
  return { ...shown, group: within(group) };
}

describe("the connectors of a chat", () => {
  it("are switched on in this chat only, shown at once, and have a chip then", async () => {
    const { user, group } = await open();
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true }), unconnected);
    await user.click(group.getByRole("switch", { name: "Acme Tracker" }));
    expect(await screen.findByRole("button", { name: /^Acme Tracker ?is on/, hidden: true })).toBeInTheDocument();
    await waitFor(() =>
      expect(api.sent.map(({ path, body }) => [path, body])).toEqual([
        [`${SWITCHES}/k1`, { enabled: true, connection: "n1" }],
      ]),
    );
  });
  it("are off again when the switch was refused, with the reason", async () => {
    api.answers[`PUT ${SWITCHES}/k1`] = problem(409, "turn_active", "An answer is being written.");
    const { user, group } = await open();
    await user.click(group.getByRole("switch", { name: "Acme Tracker" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An answer is being written.");
    await waitFor(() => expect(group.getByRole("switch", { name: "Acme Tracker" })).not.toBeChecked());
  });
  it("are switched off by their chip", async () => {
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true, connection: "n1" }));
    const { user } = show(<Menu conversation="c1" refusal={null} />);
    await user.click(await screen.findByRole("button", { name: /^Acme Tracker ?is on/ }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ enabled: false }]));
  });
  it.each([
    ["needs_reauth", "Sign in again"],
    ["needs_scope", "Needs more access"],
  ] as const)("say on their chip what is the matter with the account, and mend it: %s", async (status, words) => {
    const connections = [{ ...toggle().connections[0]!, status, label: "Work" }];
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true, connection: "n1", connections }));
    api.answers[`POST ${ACME}/connectors/k1/connections`] = json(
      { id: "n1", status, authorization_url: "https://auth.example" },
      201,
    );
    const { user } = show(<Menu conversation="c1" refusal={null} />);
    await user.click(await screen.findByRole("button", { name: `Acme Tracker · ${words}` }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example"));
    expect(api.sent.map(({ body }) => body)).toEqual([{ return_to: "/o/acme/c/c1", label: "Work" }]);
  });
  it("are switched off beside it", async () => {
    const connections = [{ ...toggle().connections[0]!, status: "needs_reauth" as const }];
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true, connection: "n1", connections }));
    const { user } = show(<Menu conversation="c1" refusal={null} />);
    await user.click(await screen.findByRole("button", { name: "Switch off Acme Tracker" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ enabled: false }]));
  });
  it("say on their chip what is the matter where one may not mend it", async () => {
    const connections = [{ ...toggle().connections[0]!, status: "needs_reauth" as const }];
    const may_reconnect = { allowed: false, code: "listing_withdrawn", reason: "It was withdrawn." };
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true, connection: "n1", connections, may_reconnect }));
    show(<Menu conversation="c1" refusal={null} />);
    const chip = await screen.findByRole("button", { name: /^Acme Tracker · Sign in again ?is on/ });
    expect(chip).toHaveAttribute("title", "Sign in again. Switch off");
  });
  it("let one choose between several accounts", async () => {
    const connections = [
      toggle().connections[0]!,
      { id: "n3", status: "connected" as const, label: "Work", account: "" },
    ];
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ enabled: true, connection: "n1", connections }));
    const { user, group } = await open();
    await user.selectOptions(group.getByLabelText("Account of Acme Tracker"), "n3");
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ enabled: true, connection: "n3" }]));
  });
  it("are connected first, and the tab remembers for which chat", async () => {
    const { user, group } = await open();
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example"));
    expect(api.sent.map(({ body }) => body)).toEqual([{ return_to: "/o/acme/c/c1" }]);
    const note = JSON.parse(sessionStorage.getItem("switchboard.sign-in") ?? "{}") as object;
    expect(note).toMatchObject({ conversation: "c1", connector: "k2", connection: "n2" });
  });
  it("are on at once where connecting needs no other page", async () => {
    api.answers[`POST ${ACME}/connectors/k2/connections`] = json(
      { id: "n2", status: "connected", authorization_url: "" },
      201,
    );
    api.answers[`PUT ${SWITCHES}/k2`] = toggle();
    const { user, group } = await open();
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await waitFor(() =>
      expect(api.sent.at(-1)).toMatchObject({ path: `${SWITCHES}/k2`, body: { enabled: true, connection: "n2" } }),
    );
    expect(left).not.toHaveBeenCalled();
  });
  it("ask for one's key where the service wants one, and are on with it", async () => {
    const header_fields = [{ name: "X-Api-Key", label: "API key", help: "", prefix: "" }];
    api.answers[`GET ${ACME}/connectors`] = rows(connector({ ...chat, header_fields }));
    api.answers[`POST ${ACME}/connectors/k2/connections`] = ({ body }) =>
      Object.hasOwn(body as object, "headers")
        ? connection({ id: "n2" })
        : problem(400, "key_required", "It wants a key.");
    api.answers[`PUT ${SWITCHES}/k2`] = toggle();
    const { user, group } = await open();
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await user.type(await screen.findByLabelText("API key"), "one");
    await user.click(screen.getByRole("button", { name: "Connect" }));
    await waitFor(() =>
      expect(api.sent.slice(1).map(({ body }) => body)).toEqual([
        { return_to: "/o/acme/c/c1", headers: { "X-Api-Key": "one" } },
        { enabled: true, connection: "n2" },
      ]),
    );
    expect(screen.queryByRole("dialog", { name: "Connect Acme Chat" })).not.toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole("button", { name: "Add to conversation" })).toHaveFocus());
  });
  it("stay as they are where one closes the form of one's key", async () => {
    api.answers[`GET ${ACME}/connectors`] = rows(connector(chat));
    api.answers[`POST ${ACME}/connectors/k2/connections`] = problem(400, "key_required", "It wants a key.");
    const { user, group } = await open();
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await screen.findByRole("dialog", { name: "Connect Acme Chat" });
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Add to conversation" })).toHaveFocus());
    expect(api.sent).toHaveLength(1);
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });
  it("are followed by what an owner could enable", async () => {
    const { user, group } = await open();
    await user.click(await group.findByRole("button", { name: "Enable Acme Docs" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ listing: "acme-docs" }]));
  });
  it("say once why none of them can be used", async () => {
    const may_toggle = refused("connectors_require_private_project", "Not in a public project.");
    api.answers[`GET ${SWITCHES}`] = rows(toggle({ may_toggle }), toggle({ connector: chat, may_toggle }));
    const { group } = await open();
    expect(group.getAllByText("Not in a public project.")).toHaveLength(1);
    expect(group.queryByRole("switch")).not.toBeInTheDocument();
  });
});

describe("before there is a chat", () => {
  it("the first switch makes it, and is switched on in it", async () => {
    const { user, group } = await open({ conversation: null });
    await user.click(group.getByRole("switch", { name: "Acme Tracker" }));
    await waitFor(() => expect(api.sent.map(({ path }) => path)).toEqual([`${SWITCHES}/k1`]));
    expect(making).toHaveBeenCalledOnce();
  });
  it("nothing can be switched on where the project lets no connector in", async () => {
    const { group } = await open({ conversation: null, refusal: "This project is public." });
    expect(group.getByText("This project is public.")).toBeInTheDocument();
    expect(group.queryByRole("switch")).not.toBeInTheDocument();
  });
});

describe("the same as commands", () => {
  it("says what each does, and does it", async () => {
    api.answers[`GET ${SWITCHES}`] = rows(
      toggle(),
      unconnected,
      toggle({
        connector: { ...tracker, id: "k4", name: "Old" },
        connections: [],
        may_connect: refused("x", "Gone."),
        may_toggle: allowed,
      }),
    );
    const { user } = show(<Menu conversation="c1" refusal={null} />);
    const list = within(await screen.findByRole("list", { name: "Commands" }));
    await list.findByRole("button", { name: "/Enable Acme Docs" });
    const labels = list.getAllByRole("button").map((one) => one.textContent);
    expect(labels).toEqual(["/Switch on Acme Tracker", "/Connect Acme Chat", "/Old", "/Enable Acme Docs"]);
    expect(list.getByRole("button", { name: "/Old" })).toBeDisabled();
    await user.click(list.getByRole("button", { name: "/Switch on Acme Tracker" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ enabled: true, connection: "n1" }]));
  });
});

describe("with the keyboard", () => {
  it("the arrows open the panel, move in it, and leave it", async () => {
    const { user } = show(<Menu conversation="c1" refusal={null} />);
    await user.click(await screen.findByRole("button", { name: "Add to conversation" }));
    screen.getByRole("button", { name: "Connectors" }).focus();
    await user.keyboard("{ArrowRight}");
    const control = await screen.findByRole("switch", { name: "Acme Tracker" });
    await waitFor(() => expect(control).toHaveFocus());
    await user.keyboard("{ArrowDown}");
    expect(screen.getByRole("button", { name: "Connect Acme Chat" })).toHaveFocus();
    await user.keyboard("{End}");
    expect(screen.getByRole("link", { name: "Manage connectors" })).toHaveFocus();
    await user.keyboard("{Home}");
    expect(control).toHaveFocus();
    await user.keyboard("{ArrowLeft}");
    expect(screen.queryByRole("group", { name: "Connectors" })).not.toBeInTheDocument();
  });
});
