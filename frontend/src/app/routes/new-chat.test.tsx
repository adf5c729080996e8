import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { conversation, message, refused, tracker } from "@/testing/builders";
import { type Asked, FakeApi, json, problem, rows } from "@/testing/fake-api";
import { connection, connector, listing, project } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { NewChatRoute } from "./new-chat";

const ACME = "/api/v1/organizations/acme";
const CHATS = `${ACME}/conversations`;
const chat = connector({ id: "k2", name: "Acme Chat", connections: [] });
const tools = connector({ ...tracker, connections: [connection(), connection({ id: "n3", label: "Work" })] });
const begun = { ...conversation({ id: "c9" }), message: message(), turn: { id: "t1", conversation: "c9" } };
const left = vi.fn();
let api: FakeApi;

/** With a message a conversation begins, without one it is made empty. */
const made = ({ body }: Asked) =>
  json((body as { message?: object }).message ? begun : conversation({ id: "c9" }), 201);

beforeEach(() => {
  sessionStorage.clear();
  left.mockReset();
  vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign: left });
  api = new FakeApi({
    [`GET ${ACME}/projects`]: rows(),
    [`GET ${ACME}/connectors`]: rows(tools, chat),
    [`GET ${ACME}/directory`]: rows(),
    [`GET ${CHATS}/c9/connectors`]: rows(),
    [`POST ${CHATS}`]: made,
    [`POST ${ACME}/connectors/k2/connections`]: json(
      { id: "n2", status: "pending", authorization_url: "https://auth.example" },
      201,
    ),
  });
});

async function begin(address = "/") {
  const shown = show(<NewChatRoute />, { address });
  const { user } = shown;
  const write = async (text: string) => {
    await user.type(screen.getByRole("textbox", { name: "Message" }), `${text}{Enter}`);
  };
  const menu = async () => {
    await user.click(await screen.findByRole("button", { name: "Add to conversation" }));
    await user.click(screen.getByRole("button", { name: "Connectors" }));
    const group = within(await screen.findByRole("group", { name: "Connectors" }));
    await group.findByText("Acme Tracker");
    return group;
  };
  await screen.findByRole("textbox", { name: "Message" });
  return { ...shown, write, menu };
}

const chip = { name: /^Acme Tracker ?is on/, hidden: true };

describe("what one can do here", () => {
  it("names what may be switched on, and of health records nothing", async () => {
    const health = connector({ id: "k9", name: "Health records", wants_consent: true, connections: [connection()] });
    api.answers[`GET ${ACME}/connectors`] = rows(tools, health);
    await begin();
    expect(
      await screen.findByText(/^Switch on what this chat may use with \+: .*Acme Tracker.*\.$/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/Health records/)).not.toBeInTheDocument();
  });
  it("suggests no service for health records that is not enabled", async () => {
    const directory = [listing({ slug: "health-records", name: "Health records", category: "health" as never })];
    api.answers[`GET ${ACME}/directory`] = rows(
      ...directory.map((one) => ({ ...one, state: "not_enabled", connector: null })),
      listing({ slug: "acme-docs", name: "Acme Docs", state: "not_enabled" as never, connector: null }),
    );
    const { menu } = await begin();
    const group = await menu();
    expect(await group.findByText("Acme Docs")).toBeInTheDocument();
    expect(group.queryByText("Health records")).not.toBeInTheDocument();
  });
});

describe("what is switched on before the first message", () => {
  it("stands in the composer and is sent with the message, in one request that leads to the chat", async () => {
    const { user, write, menu, router } = await begin();
    await user.click((await menu()).getByRole("switch", { name: "Acme Tracker" }));
    expect(screen.getByRole("button", chip)).toBeInTheDocument();
    await user.keyboard("{Escape}");
    expect(api.sent).toEqual([]);
    await write("Which issues are open?");
    await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/c/c9"));
    expect(api.sent).toEqual([
      {
        method: "POST",
        path: CHATS,
        body: {
          project: null,
          connectors: [{ connector: "k1", connection: "n1" }],
          message: { text: "Which issues are open?" },
        },
      },
    ]);
  });
  it("is not sent when it was switched off again", async () => {
    const { user, write, menu } = await begin();
    await user.click((await menu()).getByRole("switch", { name: "Acme Tracker" }));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", chip));
    expect(screen.queryByRole("button", chip)).not.toBeInTheDocument();
    await write("Hello");
    await waitFor(() => expect(api.sent).toMatchObject([{ body: { connectors: [] } }]));
  });
  it("is sent with the account that was chosen", async () => {
    const { user, write, menu } = await begin();
    const group = await menu();
    await user.click(group.getByRole("switch", { name: "Acme Tracker" }));
    await user.selectOptions(group.getByLabelText("Account of Acme Tracker"), "n3");
    await user.keyboard("{Escape}");
    await write("Hello");
    await waitFor(() =>
      expect(api.sent).toMatchObject([{ body: { connectors: [{ connector: "k1", connection: "n3" }] } }]),
    );
  });
  it("stays with the words when the chat could not begin", async () => {
    api.answers[`POST ${CHATS}`] = problem(403, "connection_needs_reauth", "Sign in to Acme Tracker again.");
    const { user, write, menu, router } = await begin();
    await user.click((await menu()).getByRole("switch", { name: "Acme Tracker" }));
    await user.keyboard("{Escape}");
    await write("Hello");
    expect(await screen.findByRole("alert")).toHaveTextContent("Sign in to Acme Tracker again.");
    expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("Hello");
    expect(screen.getByRole("button", chip)).toBeInTheDocument();
    expect(router.state.location.pathname).toBe("/");
  });
  it("is on in the chat that connecting an account makes, to come back to", async () => {
    const { user, menu } = await begin();
    const group = await menu();
    await user.click(group.getByRole("switch", { name: "Acme Tracker" }));
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example"));
    expect(api.sent.map(({ body }) => body)).toEqual([
      { project: null, connectors: [{ connector: "k1", connection: "n1" }] },
      { return_to: "/o/acme/c/c9" },
    ]);
  });
});

describe("a chat that connecting an account has made", () => {
  it("takes the first message, and what is switched on after it", async () => {
    const inChat = { connector: tracker, enabled: false, connection: null, connections: [connection()] };
    const yes = { allowed: true, code: "", reason: "" };
    const may = { may_toggle: yes, may_connect: yes, may_reconnect: yes, waiting_tools: 0, left_out: [] };
    api.answers[`GET ${CHATS}/c9/connectors`] = rows({ ...inChat, ...may });
    api.answers[`PUT ${CHATS}/c9/connectors/k1`] = { ...inChat, ...may, enabled: true };
    api.answers[`POST ${CHATS}/c9/messages`] = json(begun, 201);
    const { user, write, menu } = await begin();
    const group = await menu();
    await user.click(group.getByRole("button", { name: "Connect Acme Chat" }));
    await waitFor(() => expect(left).toHaveBeenCalled());
    await user.click(await group.findByRole("switch", { name: "Acme Tracker" }));
    await user.keyboard("{Escape}");
    await write("Hello");
    await waitFor(() => expect(api.sent).toHaveLength(4));
    expect(api.sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${CHATS}`,
      `POST ${ACME}/connectors/k2/connections`,
      `PUT ${CHATS}/c9/connectors/k1`,
      `POST ${CHATS}/c9/messages`,
    ]);
  });
});

describe("a new chat", () => {
  it("of a project begins in it", async () => {
    api.answers[`GET ${ACME}/projects`] = rows(project({ id: "p1", name: "Mobile app" }));
    const { write } = await begin("/?project=p1");
    await write("Hello");
    await waitFor(() => expect(api.sent).toMatchObject([{ body: { project: "p1", message: { text: "Hello" } } }]));
  });
  it("of a project that lets no connector in says why, and offers none", async () => {
    const connectors = refused("connectors_require_private_project", "This project is public.");
    api.answers[`GET ${ACME}/projects`] = rows(project({ id: "p1", connectors }));
    const { menu } = await begin("/?project=p1");
    expect(await screen.findByText("This project is public.")).toBeInTheDocument();
    expect((await menu()).queryByRole("switch")).not.toBeInTheDocument();
  });
  it("takes an idea over into the composer, where it can be changed before it is sent", async () => {
    const { user } = await begin();
    await user.click(await screen.findByRole("button", { name: "Which issues are open?" }));
    expect(screen.getByRole("textbox", { name: "Message" })).toHaveValue("Which issues are open?");
    expect(api.sent).toEqual([]);
  });
  it("leads to the directory where nobody has connected anything", async () => {
    api.answers[`GET ${ACME}/connectors`] = rows(chat);
    await begin();
    expect(await screen.findByRole("link", { name: "Connect your tools" })).toHaveAttribute(
      "href",
      "/o/acme/connectors",
    );
  });
});

describe("what one can do in it", () => {
  it("is not said before it is known which connectors one has", async () => {
    api.answers[`GET ${ACME}/connectors`] = () => new Promise<never>(() => undefined);
    await begin();
    expect(screen.getByRole("heading", { name: /^Hello/ })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Connect your tools" })).not.toBeInTheDocument();
  });
  it("names three connectors, and how many there are besides", async () => {
    const fifty = Array.from({ length: 50 }, (_, at) =>
      connector({ id: `k${at}`, name: `No ${at}`, connections: [connection()] }),
    );
    api.answers[`GET ${ACME}/connectors`] = rows(...fifty);
    await begin();
    expect(await screen.findByText(/^Switch on/)).toHaveTextContent(/No 0\S*, \S*No 1\S*, \S*No 2\S* and 47 more\.$/);
    expect(screen.queryByRole("button", { name: /is on/ })).not.toBeInTheDocument();
  });
  it("says how many are on where there are more than one sees", async () => {
    const seven = Array.from({ length: 7 }, (_, at) =>
      connector({ id: `k${at}`, name: `No ${at}`, connections: [connection()] }),
    );
    api.answers[`GET ${ACME}/connectors`] = rows(...seven);
    const { user } = await begin();
    await user.click(await screen.findByRole("button", { name: "Add to conversation" }));
    await user.click(screen.getByRole("button", { name: "Connectors" }));
    for (const one of await screen.findAllByRole("switch")) {
      expect(screen.queryByText(/^\d on$/)).not.toBeInTheDocument();
      await user.click(one);
    }
    expect(screen.getByText("7 on")).toBeInTheDocument();
  });
});
