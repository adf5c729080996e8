import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { allowed, refused } from "@/testing/builders";
import { FakeApi, json, problem, rows } from "@/testing/fake-api";
import { connection, connector, listing, listingPage, organization, setup } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Listing, ListingPage } from "@/types/api";

import { Directory } from "./directory";
import { ListingScreen } from "./listing-screen";

const ACME = "/api/v1/organizations/acme";
const acme = { organization: organization() } as const;
const chat = listing({
  slug: "acme-chat",
  name: "Acme Chat",
  category: "communication" as Listing["category"],
  writes: false,
});
const no = refused("owner_required", "An owner has to enable it.");
let api: FakeApi;
const left = vi.fn();

beforeEach(() => {
  left.mockReset();
  vi.stubGlobal("location", { ...window.location, origin: window.location.origin, assign: left });
  api = new FakeApi({
    [`GET ${ACME}/directory`]: ({ query }) =>
      rows(
        ...[listing(), chat].filter(({ name, category }) => {
          const found = name.toLowerCase().includes((query.q ?? "").toLowerCase());
          return found && (!query.category || query.category === category);
        }),
      ),
    [`GET ${ACME}/connector-actions`]: { add_custom: refused("owner_required", "Ask an owner.") },
    [`POST ${ACME}/connectors`]: json(connector({ id: "k7" }), 201),
    [`POST ${ACME}/connectors/k1/connections`]: json({ id: "n1", authorization_url: "https://auth.example/1" }, 201),
    [`POST ${ACME}/connectors/k7/connections`]: json({ id: "n7", authorization_url: "https://auth.example/7" }, 201),
  });
});

const names = () => screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent);
const asked = () => api.asked.filter(({ path }) => path.endsWith("/directory")).map(({ query }) => query);

const never = () => new Promise<never>(() => undefined);

describe("the directory", () => {
  it("has its search and filters before anything is known", async () => {
    for (const path of ["directory", "connector-actions", "connectors"]) api.answers[`GET ${ACME}/${path}`] = never;
    show(<Directory />, { ...acme, role: "owner" });
    expect(await screen.findByRole("searchbox")).toHaveAttribute("placeholder", "Search connectors");
    expect(screen.getAllByRole("button").map((one) => one.textContent)).toEqual([
      "Add custom connector",
      ...["All", "Reads", "Writes", "Interactive", "Enabled", "Connected"],
    ]);
    expect(screen.getByRole("button", { name: "Add custom connector" })).toBeDisabled();
    expect(screen.getByRole("status", { name: "Loading" })).toBeInTheDocument();
  });
  it("shows an owner its listings together with what waits for a review, so that nothing moves", async () => {
    let answer: (found: object) => void = () => undefined;
    api.answers[`GET ${ACME}/connectors`] = () => new Promise((resolve) => (answer = resolve));
    show(<Directory />, { ...acme, role: "owner" });
    await waitFor(() => expect(asked()).toHaveLength(1));
    expect(await screen.findByRole("button", { name: "Communication" })).toBeInTheDocument();
    expect(screen.queryByRole("listitem")).not.toBeInTheDocument();
    answer(rows(connector({ waiting_tools: 2 })));
    expect(await screen.findByText(/2 tools/)).toBeInTheDocument();
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
  });
  it("shows each listing with what it does and a way to all that it says", async () => {
    show(<Directory />, acme);
    const link = await screen.findByRole("link", { name: "Acme Chat" });
    expect(link).toHaveAttribute("href", "/o/acme/connectors/acme-chat");
    const [tracker, other] = screen.getAllByRole("listitem");
    expect(tracker).toHaveTextContent("Acme Labs · Verified");
    expect(within(tracker!).getByText("Write")).toBeInTheDocument();
    expect(within(other!).queryByText("Write")).not.toBeInTheDocument();
  });
  it("is searched by the API", async () => {
    const { user } = show(<Directory />, acme);
    await screen.findByRole("link", { name: "Acme Chat" });
    await user.type(screen.getByRole("searchbox", { name: "Search connectors" }), "chat");
    await waitFor(() => expect(names()).toEqual(["Acme Chat"]));
    expect(asked().at(-1)).toEqual({ q: "chat", page_size: "100" });
  });
  it("says that nothing matches, and how to add a server", async () => {
    const { user } = show(<Directory />, acme);
    await screen.findByRole("link", { name: "Acme Chat" });
    await user.type(screen.getByRole("searchbox"), "zebra");
    expect(await screen.findByText(/No connector matches “zebra”/)).toHaveTextContent("Ask an owner.");
  });
  it("takes one category at a time; a second press takes it back", async () => {
    const { user } = show(<Directory />, acme);
    const tab = await screen.findByRole("button", { name: "Communication" });
    await user.click(tab);
    await waitFor(() => expect(names()).toEqual(["Acme Chat"]));
    expect(tab).toHaveAttribute("aria-pressed", "true");
    await user.click(tab);
    await waitFor(() => expect(names()).toHaveLength(2));
    expect(screen.getByRole("button", { name: "All" })).toHaveAttribute("aria-pressed", "true");
  });
  it.each([
    ["Reads", { effect: "read" }],
    ["Writes", { effect: "write" }],
    ["Interactive", { interactive: "true" }],
    ["Enabled", { state: "enabled" }],
    ["Connected", { state: "connected" }],
  ])("is narrowed by %s", async (name, query) => {
    const { user } = show(<Directory />, acme);
    await screen.findByRole("link", { name: "Acme Chat" });
    await user.click(screen.getByRole("button", { name }));
    await waitFor(() => expect(asked().at(-1)).toEqual({ ...query, page_size: "100" }));
    await user.click(screen.getByRole("button", { name: "All" }));
    expect(screen.getByRole("button", { name })).toHaveAttribute("aria-pressed", "false");
  });
  it("keeps the words of the search when a filter goes", async () => {
    const { user } = show(<Directory />, acme);
    await screen.findByRole("link", { name: "Acme Chat" });
    await user.type(screen.getByRole("searchbox"), "acme");
    await user.click(screen.getByRole("button", { name: "Reads" }));
    await user.click(screen.getByRole("button", { name: "All" }));
    expect(screen.getByRole("button", { name: "All" })).toHaveAttribute("aria-pressed", "true");
    expect(screen.getByRole("searchbox")).toHaveValue("acme");
    expect(asked()).toContainEqual({ q: "acme", effect: "read", page_size: "100" });
  });
  it.each(["owner", "member"] as const)("says of each card what has to be set up first: %s", async (role) => {
    const first = refused("setup_required", "An owner has to set up Desk first.");
    const actions = { enable: allowed, connect: first, reconnect: first, request: allowed };
    const desk = { slug: "desk", name: "Desk", state: "not_enabled" as Listing["state"], connector: null };
    api.answers[`GET ${ACME}/directory`] = rows(listing({ ...desk, availability: first, actions }));
    show(<Directory />, { ...acme, role });
    await waitFor(() => {
      expect(screen.getByText(first.reason)).toBeInTheDocument();
      expect(screen.getByRole("button", { name: "Enable" })).toBeInTheDocument();
    });
  });
});

describe("what one can do with a listing", () => {
  const open = async (changes: Partial<Listing>) => {
    api.answers[`GET ${ACME}/directory`] = rows(listing(changes));
    const { user } = show(<Directory />, { ...acme, address: "/o/acme/connectors" });
    await screen.findByRole("link", { name: "Acme Tracker" });
    return user;
  };
  const state = (name: string) => name as Listing["state"];

  it("is to connect, and to come back to this page", async () => {
    const user = await open({});
    await user.click(screen.getByRole("button", { name: "Connect" }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example/1"));
    expect(api.sent.map(({ body }) => body)).toEqual([{ return_to: "/o/acme/connectors" }]);
  });
  it("is to enable and connect at once in a personal organization", async () => {
    const user = await open({ connector: null, state: state("available") });
    await user.click(screen.getByRole("button", { name: "Connect" }));
    await waitFor(() => expect(left).toHaveBeenCalledWith("https://auth.example/7"));
    expect(api.sent.map(({ path }) => path)).toEqual([`${ACME}/connectors`, `${ACME}/connectors/k7/connections`]);
  });
  it("is to enable it, for an owner", async () => {
    const user = await open({ connector: null, state: state("not_enabled") });
    await user.click(screen.getByRole("button", { name: "Enable" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ listing: "acme-tracker" }]));
  });
  it("is to sign in again where that is needed", async () => {
    const user = await open({ state: state("needs_attention") });
    await user.click(screen.getByRole("button", { name: "Sign in again to Acme Tracker" }));
    await waitFor(() => expect(left).toHaveBeenCalledOnce());
  });
  it("is nothing once one is connected", async () => {
    await open({ state: state("connected") });
    expect(screen.getByText("Connected", { selector: "span" })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Connect$|Enable$|Sign in/ })).not.toBeInTheDocument();
  });
  it.each(["not_enabled", "needs_attention", "enabled"])("is a reason where it may not be: %s", async (name) => {
    const actions = { enable: no, connect: no, reconnect: no, request: no };
    await open({ state: state(name), actions });
    expect(screen.getByText(no.reason)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Connect$|Enable$|Sign in/ })).not.toBeInTheDocument();
  });
  it("says what the other side refused", async () => {
    api.answers[`POST ${ACME}/connectors/k1/connections`] = problem(
      502,
      "server_unreachable",
      "The service does not answer.",
    );
    const user = await open({});
    await user.click(screen.getByRole("button", { name: "Connect" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The service does not answer.");
    expect(left).not.toHaveBeenCalled();
  });
});

describe("all that a listing says", () => {
  const open = (changes: Partial<ListingPage> = {}, failed: string | null = null) =>
    show(<ListingScreen listing={listingPage(changes)} failed={failed} />, acme);
  const tools = Array.from({ length: 8 }, (_, index) => ({
    name: `read_${index}`,
    title: "",
    description: "",
    effect: "read" as const,
  }));
  const fact = (name: string) => screen.getByText(name, { selector: "dt" }).nextElementSibling;

  it("names its tools by what they do before anybody has connected", async () => {
    open({ tools });
    expect(await screen.findByText("and 2 more, below")).toBeInTheDocument();
    expect(screen.getByText("It writes nothing.")).toBeInTheDocument();
    expect(screen.getByText("read_7")).toBeInTheDocument();
  });
  it("has the levels of one's own tools once one is connected", async () => {
    api.answers[`GET ${ACME}/connectors/k1/tools`] = rows();
    open({ connections: [connection()], tools });
    await waitFor(() => expect(api.count(`GET ${ACME}/connectors/k1/tools`)).toBe(1));
    expect(screen.queryByText("read_7")).not.toBeInTheDocument();
  });
  it("tells who made it, who can use it, and what it asks for", async () => {
    open({
      plans: ["team", "enterprise"],
      regions: ["NO"],
      scopes: ["issues:read", "issues:admin"],
      scope_words: { "issues:read": "Read issues", "issues:write": "Change issues" },
      enabled: { by: "Ada", at: "2026-11-02T10:00:00Z" },
    } as Partial<ListingPage>);
    await screen.findByRole("complementary", { name: "Details" });
    expect(fact("Published by")).toHaveTextContent("Acme Labs Verified");
    expect(fact("Who can use it")).toHaveTextContent("Team, Enterprise. In NO only. In Acme: enabled by Ada on 2 Nov");
    const access = within(fact("Access it asks for") as HTMLElement).getAllByRole("listitem");
    expect(access.map((one) => one.textContent)).toEqual(["Read issues", "issues:admin"]);
  });
  it("links only to safe addresses", async () => {
    open({
      docs_url: "https://docs.example/a",
      support_url: "javascript:alert(1)",
      privacy_url: "http://plain.example",
    });
    expect(await screen.findByRole("link", { name: "Documentation" })).toHaveAttribute(
      "href",
      "https://docs.example/a",
    );
    expect(screen.queryByRole("link", { name: "Support" })).not.toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Privacy" })).not.toBeInTheDocument();
  });
  it("warns of what nobody has verified", async () => {
    open({ verification: "community" });
    expect(await screen.findByText(/Nobody has verified who runs this server/)).toBeInTheDocument();
  });
  it("says why the last sign-in failed, and why one cannot use it", async () => {
    const actions = { enable: no, connect: no, reconnect: no, request: no };
    open({ availability: no, actions, state: "not_enabled" as Listing["state"] }, "You said no at the service.");
    expect(await screen.findByRole("alert")).toHaveTextContent("You said no at the service.");
    expect(screen.getAllByText(no.reason)).toHaveLength(2);
  });
  it("keeps what the live check said on the screen when members can connect from then on", async () => {
    const asked = setup({ missing: [] });
    let becomesAvailable = () => {};
    api.answers[`GET ${ACME}/connectors/k1/setup`] = asked;
    api.answers[`POST ${ACME}/connectors/k1/diagnosis`] = () => {
      becomesAvailable();
      return { passed: true, required: false, steps: [] };
    };
    function Screen() {
      const [required, setRequired] = useState(true);
      becomesAvailable = () => setRequired(false);
      const wanted = { wanted: true, required, steps: [], url: "", redirect_uri: "", guide: "" };
      return <ListingScreen listing={listingPage({ connector: "k1", setup: wanted })} failed={null} />;
    }
    const { user } = show(<Screen />, { ...acme, role: "owner" });
    expect(await screen.findByRole("heading", { name: "Set up first" })).toBeInTheDocument();
    const button = await screen.findByRole("button", { name: "Test it" });
    await user.click(button);
    expect(await screen.findByText("It passed: members can connect now.")).toBeVisible();
    expect(screen.getByRole("heading", { name: "Set up" })).toBeInTheDocument();
    expect(button).toHaveFocus();
  });
  it("folds away what is set up already", async () => {
    api.answers[`GET ${ACME}/connectors/k1/setup`] = setup({ missing: [], required: false });
    const wanted = { wanted: true, required: false, steps: [], url: "", redirect_uri: "", guide: "" };
    const listing = listingPage({ connector: "k1", setup: wanted });
    const { user } = show(<ListingScreen listing={listing} failed={null} />, { ...acme, role: "owner" });
    expect(await screen.findByText("Test it")).not.toBeVisible();
    await user.click(screen.getByText("Set up"));
    expect(screen.getByRole("button", { name: "Test it" })).toBeVisible();
  });
});
