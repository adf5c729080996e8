import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { tracker } from "@/testing/builders";
import { done, FakeApi, json, problem } from "@/testing/fake-api";
import { organization } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Sharing } from "@/types/api";

import { ShareDialog } from "./share-dialog";

const SHARING = "/api/v1/organizations/acme/conversations/c1/sharing";
const SHARES = "/api/v1/organizations/acme/conversations/c1/shares";
const inside = { allowed: true, code: "", reason: "", redacted: false };
const outside = { allowed: true, code: "", reason: "", needs_confirmation: false };
const link = {
  id: "s1",
  audience: "organization" as const,
  url: "http://localhost/shared/abc",
  redacted: false,
  message_count: 500,
  created_at: new Date().toISOString(),
};
const onClose = vi.fn();
let api: FakeApi;

const sharing = (changes: object = {}) =>
  ({ organization: inside, public: outside, holds: [], shares: [], ...changes }) as Sharing;
const open = (state: { finished?: number; writing?: boolean } = {}) =>
  show(<ShareDialog conversation="c1" finished={2} writing={false} onClose={onClose} {...state} />, {
    organization: organization(),
  });
const no = (reason: string) => ({ allowed: false, code: "refused", reason });

beforeEach(() => {
  onClose.mockReset();
  api = new FakeApi({ [`GET ${SHARING}`]: sharing(), [`POST ${SHARES}`]: json(link, 201) });
});

describe("sharing a chat", () => {
  it("makes a link for everyone in the organization, which counts all messages", async () => {
    api.answers[`POST ${SHARES}`] = () => {
      api.answers[`GET ${SHARING}`] = sharing({ shares: [link] });
      return json(link, 201);
    };
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Share inside Acme" }));
    expect(await screen.findByRole("link", { name: link.url })).toHaveAttribute("href", link.url);
    expect(screen.getByText(/500 messages/)).toBeInTheDocument();
    expect(screen.getByText(/Everyone in Acme/)).toBeInTheDocument();
    expect(api.sent.map(({ body }) => body)).toEqual([{ audience: "organization", confirm_redacted: false }]);
  });
  it("makes no link to nothing, and says what there is to wait for", async () => {
    open({ finished: 0, writing: true });
    expect(await screen.findByRole("button", { name: "Share inside Acme" })).toBeDisabled();
    expect(screen.getByRole("button", { name: "Share with anyone who has the link" })).toBeDisabled();
    expect(screen.getByText(/the first answer is not finished/)).toBeInTheDocument();
  });
  it("says of a chat in which nothing was said that there is nothing to share", async () => {
    open({ finished: 0 });
    expect(await screen.findByText(/nothing has been said in this chat/)).toBeInTheDocument();
  });
  it("says that the answer in progress stays out of the link", async () => {
    open({ writing: true });
    expect(await screen.findByText(/will not be in the link/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Share inside Acme" })).toBeEnabled();
  });
  it("makes a link for anyone who has it", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Share with anyone who has the link" }));
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toMatchObject([{ audience: "public" }]));
  });
  it("asks for a word of one's own before content of connectors goes out", async () => {
    api.answers[`GET ${SHARING}`] = sharing({ public: { ...no(""), needs_confirmation: true } });
    const { user } = open();
    const button = await screen.findByRole("button", { name: "Share with anyone who has the link" });
    expect(button).toBeDisabled();
    await user.click(screen.getByRole("checkbox"));
    await user.click(button);
    await waitFor(() =>
      expect(api.sent.map(({ body }) => body)).toEqual([{ audience: "public", confirm_redacted: true }]),
    );
  });
  it("names the answers that hold content of connectors", async () => {
    const holds = [{ connector: tracker, tool_title: "List issues", answer_number: 2 }];
    api.answers[`GET ${SHARING}`] = sharing({ holds, organization: { ...inside, redacted: true } });
    open();
    expect(await screen.findByText(/Acme Tracker · list issues/)).toHaveTextContent("in the 2nd answer");
    expect(screen.getByText(/Inside Acme the link shows the messages without what the tools/)).toBeInTheDocument();
  });
  it("is a reason and no button where it is refused", async () => {
    const refusal = no("An owner does not allow links.");
    api.answers[`GET ${SHARING}`] = sharing({
      organization: { ...inside, ...refusal },
      public: { ...outside, ...refusal },
    });
    open();
    expect(await screen.findByText("An owner does not allow links.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /^Share/ })).not.toBeInTheDocument();
  });
  it("says what was refused after all", async () => {
    api.answers[`POST ${SHARES}`] = problem(403, "sharing_off", "An owner has just switched it off.");
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Share inside Acme" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An owner has just switched it off.");
    await waitFor(() => expect(api.count(`GET ${SHARING}`)).toBe(2));
  });
});

describe("the links that work", () => {
  beforeEach(() => {
    api.answers[`GET ${SHARING}`] = sharing({ shares: [{ ...link, audience: "public", redacted: true }] });
  });
  it("say whom they are for and what they leave out", async () => {
    open();
    expect(await screen.findByText(/Anyone with the link/)).toBeInTheDocument();
    expect(screen.getByText(/500 messages, without tool data/)).toBeInTheDocument();
  });
  it("are copied", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Copy link" }));
    expect(await navigator.clipboard.readText()).toBe(link.url);
  });
  it("are revoked, and gone", async () => {
    api.answers["DELETE /api/v1/organizations/acme/shares/s1"] = () => {
      api.answers[`GET ${SHARING}`] = sharing();
      return done();
    };
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Revoke" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: link.url })).not.toBeInTheDocument());
  });
});
