import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { allowed, refused } from "@/testing/builders";
import { FakeApi, json, problem, rows } from "@/testing/fake-api";
import { connectorRequest, listing, listingPage, organization } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Listing, ListingPage, OwnRequest, Role } from "@/types/api";

import { ListingCard } from "../directory/listing-card";
import { ListingScreen } from "../directory/listing-screen";
import { RequestList } from "./request-list";
import { useRequestCount } from "./use-request-count";

const ACME = "/api/v1/organizations/acme";
const ALL = `${ACME}/connector-requests`;
const acme = { organization: organization() };
const owner = { ...acme, role: "owner" } as const;
const no = refused("owner_required", "Only an owner can enable Acme Tracker. Ask one of them.");
const off = {
  connector: null,
  state: "not_enabled" as Listing["state"],
  availability: no,
  actions: { enable: no, connect: no, reconnect: no, request: allowed },
};
const own = (changes: Partial<OwnRequest> = {}): OwnRequest => ({
  id: "r1",
  status: "open",
  reason: "For the stand-up.",
  decided_by: null,
  answer: "",
  ...changes,
});
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({
    [`GET ${ALL}`]: rows(connectorRequest()),
    [`POST ${ALL}`]: json(connectorRequest(), 201),
    [`PATCH ${ALL}/r1`]: connectorRequest({ status: "approved" }),
  });
});

describe("a member who may not enable a listing", () => {
  const card = (changes: Partial<Listing> = {}) =>
    show(<ListingCard listing={listing({ ...off, ...changes })} />, acme);
  const page = (changes: Partial<ListingPage> = {}) =>
    show(<ListingScreen listing={listingPage({ ...off, ...changes })} failed={null} />, acme);
  const fill = async (words = "For the stand-up.") => {
    const shown = card();
    await shown.user.click(await screen.findByRole("button", { name: "Request Acme Tracker" }));
    const dialog = await screen.findByRole("dialog", { name: "Request Acme Tracker" });
    await shown.user.type(within(dialog).getByLabelText("What do you need it for?"), words);
    await shown.user.click(within(dialog).getByRole("button", { name: "Send request" }));
  };

  it("asks the owners, with a reason", async () => {
    await fill();
    const body = { listing: "acme-tracker", reason: "For the stand-up." };
    await waitFor(() => expect(api.sent).toEqual([{ method: "POST", path: ALL, body }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(await screen.findByText(/You asked for .*Acme Tracker/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Request Acme Tracker" }).parentElement).toHaveFocus();
  });
  it("is back at the button when they do not ask", async () => {
    const { user } = card();
    await user.click(await screen.findByRole("button", { name: "Request Acme Tracker" }));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.getByRole("button", { name: "Request Acme Tracker" })).toHaveFocus());
    expect(api.sent).toEqual([]);
  });
  it("reads on the card whom to ask", async () => {
    card();
    expect(await screen.findByText(no.reason)).toBeInTheDocument();
  });
  it("reads at the field what is wrong with the reason, and keeps it", async () => {
    api.answers[`POST ${ALL}`] = problem(400, "invalid", "Something is wrong.", [
      { field: "reason", message: "Type something here." },
    ]);
    await fill("\u2800");
    expect(await screen.findByRole("alert")).toHaveTextContent("Type something here.");
    expect(screen.getByLabelText("What do you need it for?")).toHaveValue("\u2800");
  });
  it("reads why asking was refused", async () => {
    api.answers[`POST ${ALL}`] = problem(403, "connector_enabled_already", "Acme Tracker is enabled already.");
    await fill();
    expect(await screen.findByRole("alert")).toHaveTextContent("Acme Tracker is enabled already.");
  });
  it("sees on the card that it is asked for", async () => {
    card({ request: own() });
    expect(await screen.findByText("Requested")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
  it("sees on the card who dismissed it and why, and may ask again", async () => {
    const { user } = card({ request: own({ status: "dismissed", decided_by: "Ada", answer: "We use Linear." }) });
    expect(await screen.findByText(/Dismissed by/)).toHaveTextContent("Dismissed by Ada: “We use Linear.”");
    await user.click(screen.getByRole("button", { name: "Request Acme Tracker again" }));
    expect(await screen.findByRole("dialog", { name: "Request Acme Tracker" })).toBeInTheDocument();
  });
  it("sees on the card that an owner approved, and connects", async () => {
    const on = { connector: "k1", state: "enabled" as Listing["state"] };
    const actions = {
      ...off.actions,
      connect: allowed,
      request: refused("connector_enabled_already", "It is enabled."),
    };
    card({ ...on, actions, request: own({ status: "approved", decided_by: "Ada" }) });
    expect(await screen.findByText(/Approved by/)).toHaveTextContent("Approved by Ada: connect now.");
    expect(screen.getByRole("button", { name: "Connect" })).toBeInTheDocument();
  });
  it("takes the request back on the listing's page", async () => {
    const { user } = page({ request: own() });
    expect(await screen.findByText(/You asked for it/)).toHaveTextContent("“For the stand-up.” An owner decides.");
    expect(screen.queryByText(no.reason)).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Take back the request for Acme Tracker" }));
    const body = { status: "withdrawn" };
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: `${ALL}/r1`, body }]));
  });
});

describe("the requests that wait for an owner", () => {
  it("say who asks for what, and why", async () => {
    show(<RequestList />, owner);
    expect(await screen.findByText("For the stand-up.")).toBeInTheDocument();
    expect(screen.getByText("Mia Kern").parentElement).toHaveTextContent("Mia Kern · ");
    expect(api.asked[0]?.query).toMatchObject({ status: "open" });
  });
  it("are approved with one press, and the focus stays in the list", async () => {
    const { user } = show(<RequestList />, owner);
    await user.click(await screen.findByRole("button", { name: "Approve Acme Tracker for Mia Kern" }));
    await waitFor(() =>
      expect(api.sent).toEqual([{ method: "PATCH", path: `${ALL}/r1`, body: { status: "approved" } }]),
    );
    expect(await screen.findByText(/is enabled. Whoever asked for it is told/)).toBeInTheDocument();
    expect(screen.getByRole("group", { name: "Requests" })).toHaveFocus();
    await waitFor(() => expect(api.count(`GET ${ALL}`)).toBe(2));
  });
  it.each([
    ["", { status: "dismissed" }],
    ["We use Linear.", { status: "dismissed", answer: "We use Linear." }],
  ])("are dismissed with a word or without: %s", async (word, body) => {
    const { user } = show(<RequestList />, owner);
    await user.click(await screen.findByRole("button", { name: "Dismiss Acme Tracker for Mia Kern" }));
    const dialog = await screen.findByRole("dialog", { name: "Dismiss the request for Acme Tracker?" });
    if (word) await user.type(within(dialog).getByLabelText("A word to them (optional)"), word);
    await user.click(within(dialog).getByRole("button", { name: "Dismiss" }));
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: `${ALL}/r1`, body }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });
  it("stay when one does not dismiss", async () => {
    const { user } = show(<RequestList />, owner);
    await user.click(await screen.findByRole("button", { name: /^Dismiss/ }));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(api.sent).toEqual([]);
  });
  it("say why one cannot be enabled, which can still be dismissed", async () => {
    const taken = refused("name_taken", "“Acme Tracker” is the name of a custom connector here.");
    const actions = { ...connectorRequest().actions, approve: taken };
    api.answers[`GET ${ALL}`] = rows(connectorRequest({ actions }));
    show(<RequestList />, owner);
    expect(await screen.findByText(taken.reason)).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Approve/ })).not.toBeInTheDocument();
    expect(screen.getByRole("button", { name: /^Dismiss/ })).toBeInTheDocument();
  });
  it("show what another owner closed meanwhile", async () => {
    api.answers[`PATCH ${ALL}/r1`] = problem(409, "request_closed", "This request is dismissed already.");
    const { user } = show(<RequestList />, owner);
    const button = await screen.findByRole("button", { name: /^Approve/ });
    api.answers[`GET ${ALL}`] = rows();
    await user.click(button);
    expect(await screen.findByRole("alert")).toHaveTextContent("This request is dismissed already.");
    expect(await screen.findByText("Nobody is asking for a connector.")).toBeInTheDocument();
  });
});

describe("how many wait", () => {
  const Count = ({ role }: { role?: Role }) => <>{useRequestCount("acme", role)} waiting</>;

  it("is asked for by owners", async () => {
    show(<Count role="primary_owner" />);
    expect(await screen.findByText("1 waiting")).toBeInTheDocument();
  });
  it.each(["admin", "auditor", "member", undefined] as const)("is nothing to anybody else: %s", async (role) => {
    show(<Count role={role} />);
    expect(await screen.findByText("0 waiting")).toBeInTheDocument();
    expect(api.asked).toEqual([]);
  });
});
