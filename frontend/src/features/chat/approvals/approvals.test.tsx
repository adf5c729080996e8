import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { waitActions, awaiting, toolCall, tracker, wanting } from "@/testing/builders";
import { done, FakeApi, problem, rows } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { StandingApprovals } from "./standing-approvals";
import { WaitingList } from "./waiting-list";

const ACME = "/api/v1/organizations/acme";
const STANDING = `${ACME}/standing-approvals`;
const always = (id: string, tool: string) => ({
  id,
  tool,
  connector: tracker,
  granted_in: null,
  updated_at: "2026-11-02T10:00:00Z",
});
let api: FakeApi;
let waiting: object[];
let unknown: object[];
let unsigned: object[];
const lists = (): Record<string, object[]> => ({
  awaiting_approval: waiting,
  awaiting_connection: unsigned,
  unknown,
});

beforeEach(() => {
  waiting = [awaiting({ id: "call-1", conversation: "c7" })];
  unknown = [];
  unsigned = [];
  api = new FakeApi({
    [`GET ${ACME}/tool-calls`]: ({ query }) => rows(...(lists()[query.status ?? ""] ?? [])),
    [`POST ${ACME}/tool-calls/call-1/decision`]: () => {
      waiting = [];
      return toolCall({ status: "approved" });
    },
    [`POST ${ACME}/tool-calls/call-1/outcome`]: () => {
      unknown = [];
      return toolCall({ status: "succeeded" });
    },
    [`GET ${STANDING}`]: rows(always("s1", "create_issue"), always("s2", "@read")),
    [`DELETE ${STANDING}/s1`]: done(),
  });
});

describe("what waits for a person, in all chats", () => {
  it("is decided on here, and goes; the way to its chat stands below", async () => {
    const { user } = show(<WaitingList waits={waitActions()} />);
    const chat = await screen.findByRole("link", { name: "Open the chat" });
    expect(chat).toHaveAttribute("href", "/o/acme/c/c7");
    await user.click(screen.getByRole("button", { name: "Allow once" }));
    expect(await screen.findByText("Nothing waits for you.")).toBeInTheDocument();
    expect(api.sent.map(({ path, body }) => [path, body])).toEqual([
      [`${ACME}/tool-calls/call-1/decision`, { decision: "allow_once" }],
    ]);
  });
  it("is signed in for here, too", async () => {
    waiting = [];
    unsigned = [wanting()];
    const waits = waitActions();
    const { user } = show(<WaitingList waits={waits} />);
    await user.click(await screen.findByRole("button", { name: "Sign in again" }));
    expect(waits.onSignIn).toHaveBeenCalledWith(expect.objectContaining({ id: "call-1" }));
  });
  it("is denied with a reason that the model sees", async () => {
    const { user } = show(<WaitingList waits={waitActions()} />);
    await user.click(await screen.findByRole("button", { name: "Deny" }));
    await user.type(screen.getByLabelText("Reason (optional)"), " Not this team ");
    await user.click(screen.getByRole("button", { name: "Deny" }));
    const body = { decision: "deny", reason: "Not this team" };
    await waitFor(() => expect(api.sent.map((one) => one.body)).toEqual([body]));
  });
  it("holds also what nobody knows the end of", async () => {
    waiting = [];
    unknown = [toolCall({ id: "call-1", status: "unknown" })];
    const { user } = show(<WaitingList waits={waitActions()} />);
    await user.click(await screen.findByRole("button", { name: "It happened" }));
    expect(await screen.findByText("Nothing waits for you.")).toBeInTheDocument();
    expect(api.sent.map(({ body }) => body)).toEqual([{ outcome: "happened" }]);
  });
  it("stays and says why when the decision was refused", async () => {
    api.answers[`POST ${ACME}/tool-calls/call-1/decision`] = problem(409, "approval_expired", "It is too late.");
    const { user } = show(<WaitingList waits={waitActions()} />);
    await user.click(await screen.findByRole("button", { name: "Allow once" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("It is too late.");
    expect(screen.getByRole("button", { name: "Allow once" })).toBeInTheDocument();
  });
  it("says why it could not be read, and not that nothing waits", async () => {
    api.answers[`GET ${ACME}/tool-calls`] = problem(403, "token_scope", "This may not read.");
    show(<WaitingList waits={waitActions()} />);
    expect(await screen.findByRole("alert")).toHaveTextContent("This may not read.");
    expect(screen.queryByText("Nothing waits for you.")).not.toBeInTheDocument();
  });
});

describe("what one always allows", () => {
  it("is named with whose tool it is, one tool or all of a kind", async () => {
    show(<StandingApprovals />);
    expect(await screen.findByText("All read tools")).toBeInTheDocument();
    expect(screen.getByText("create_issue")).toBeInTheDocument();
    expect(screen.getAllByText(/tracker\.acme\.example/)).toHaveLength(2);
    expect(screen.getAllByText(/since 2 Nov/)).toHaveLength(2);
  });
  it("is taken back, each by its own button", async () => {
    const { user } = show(<StandingApprovals />);
    const button = await screen.findByRole("button", { name: "Ask again for create_issue of Acme Tracker" });
    api.answers[`GET ${STANDING}`] = rows(always("s2", "@read"));
    await user.click(button);
    await waitFor(() => expect(screen.queryByText("create_issue")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "DELETE", path: `${STANDING}/s1`, body: null }]);
  });
  it("says how something gets there while it is empty", async () => {
    api.answers[`GET ${STANDING}`] = rows();
    show(<StandingApprovals />);
    expect(await screen.findByText(/You always allow nothing/)).toBeInTheDocument();
  });
  it("says why it could not be taken back", async () => {
    api.answers[`DELETE ${STANDING}/s1`] = problem(503, "busy", "Try again in a moment.");
    const { user } = show(<StandingApprovals />);
    await user.click(await screen.findByRole("button", { name: /Ask again for create_issue/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Try again in a moment.");
    expect(within(screen.getByRole("alert")).queryByText("create_issue")).not.toBeInTheDocument();
  });
});

it("says nothing of what one always allows before it is known", async () => {
  api.answers[`GET ${STANDING}`] = () => new Promise<never>(() => undefined);
  show(<StandingApprovals />);
  expect(await screen.findByRole("status", { name: "Loading" })).toBeInTheDocument();
  expect(screen.queryByText(/You always allow nothing/)).not.toBeInTheDocument();
});
