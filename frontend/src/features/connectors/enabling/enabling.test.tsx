import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { refused } from "@/testing/builders";
import { done, FakeApi, json, problem, rows } from "@/testing/fake-api";
import { connector, listing, MEMBERS_ONLY, organization, permissions, tool } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Listing } from "@/types/api";

import { CustomConnectorDialog } from "./custom-connector-dialog";
import { EnablementTable } from "./enablement-table";

const ACME = "/api/v1/organizations/acme";
const ALL = `${ACME}/connectors`;
const owner = { organization: organization(), role: "owner" } as const;
const docs = listing({
  slug: "acme-docs",
  name: "Acme Docs",
  state: "not_enabled" as Listing["state"],
  connector: null,
});
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({
    [`GET ${ALL}`]: rows(connector()),
    [`GET ${ACME}/directory`]: rows(docs),
    [`GET ${ALL}/k1/tools`]: rows(tool()),
    [`GET ${ALL}/k1/tool-reviews`]: rows(),
    [`POST ${ALL}`]: json(connector({ id: "k2", name: "Acme Docs" }), 201),
    [`DELETE ${ALL}/k1`]: done(),
  });
});

describe("what an organization has enabled", () => {
  it("is asked for with what it could enable", async () => {
    const { user } = show(<EnablementTable />, owner);
    await user.click(await screen.findByRole("button", { name: "Enable Acme Docs" }));
    await waitFor(() => expect(api.sent).toEqual([{ method: "POST", path: ALL, body: { listing: "acme-docs" } }]));
    await waitFor(() => expect(api.count(`GET ${ALL}`)).toBe(2));
    expect(api.asked.find(({ path }) => path.endsWith("/directory"))?.query).toMatchObject({ state: "not_enabled" });
  });
  it("says why enabling was refused", async () => {
    api.answers[`POST ${ALL}`] = problem(403, "plan_limit", "No more connectors on this plan.");
    const { user } = show(<EnablementTable />, owner);
    await user.click(await screen.findByRole("button", { name: "Enable Acme Docs" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No more connectors on this plan.");
  });
  it("says which of them has to be set up before members connect", async () => {
    const first = refused("setup_required", "Set up Acme Tracker first.");
    const actions = { connect: first, reconnect: first, refresh: first };
    api.answers[`GET ${ALL}`] = rows(connector({ actions }), connector({ id: "k2", name: "Acme Chat" }));
    show(<EnablementTable />, owner);
    expect(await screen.findAllByText("Set up first")).toHaveLength(1);
  });
  it("opens the ceilings of its tools", async () => {
    const { user } = show(<EnablementTable />, owner);
    const button = await screen.findByRole("button", { name: "Tools of Acme Tracker" });
    expect(button).toHaveAttribute("aria-expanded", "false");
    await user.click(button);
    expect(button).toHaveAttribute("aria-expanded", "true");
    const ceiling = await screen.findByRole("radiogroup", { name: "List issues" });
    expect(within(ceiling).getByRole("radio", { name: "Allow" })).toBeChecked();
  });
  it("ends only after one has read what that does", async () => {
    const { user } = show(<EnablementTable />, owner);
    await user.click(await screen.findByRole("button", { name: "Disable Acme Tracker" }));
    const dialog = await screen.findByRole("dialog", { name: "Disable Acme Tracker?" });
    expect(dialog).toHaveTextContent("every connection to it is revoked and deleted");
    await user.click(within(dialog).getByRole("button", { name: "Keep" }));
    expect(api.sent).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Disable Acme Tracker" }));
    await user.click(await screen.findByRole("button", { name: "Disable" }));
    await waitFor(() => expect(api.sent).toEqual([{ method: "DELETE", path: `${ALL}/k1`, body: null }]));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });
  it("can only be read by others, with the reason said once", async () => {
    const none = refused("owner_required", MEMBERS_ONLY.reason);
    const actions = { enable: none, connect: none, reconnect: none, request: none };
    api.answers[`GET ${ACME}/directory`] = rows({ ...docs, actions });
    show(<EnablementTable />, { organization: organization({ permissions: permissions(MEMBERS_ONLY) }) });
    expect(await screen.findByText("Acme Docs")).toBeInTheDocument();
    expect(screen.getAllByText(MEMBERS_ONLY.reason)).toHaveLength(1);
    expect(screen.queryByRole("button", { name: /Enable|Disable/ })).not.toBeInTheDocument();
  });
  it("asks nobody but an owner for a review", async () => {
    const { user } = show(<EnablementTable />, { organization: organization(), role: "auditor" });
    await user.click(await screen.findByRole("button", { name: "Tools of Acme Tracker" }));
    await screen.findByRole("radiogroup", { name: "List issues" });
    expect(api.count(`GET ${ALL}/k1/tool-reviews`)).toBe(0);
  });
  it("may be nothing yet", async () => {
    api.answers[`GET ${ALL}`] = rows();
    show(<EnablementTable />, owner);
    expect(await screen.findByText("None yet.")).toBeInTheDocument();
  });
});

describe("a server of one's own", () => {
  const onClose = vi.fn();
  const fill = async () => {
    const shown = show(<CustomConnectorDialog onClose={onClose} />, owner);
    await shown.user.type(await screen.findByLabelText("Name"), "Ours");
    await shown.user.type(screen.getByLabelText("Server URL"), "https://mcp.ours.example");
    return shown;
  };
  const add = (user: Awaited<ReturnType<typeof fill>>["user"]) =>
    user.click(screen.getByRole("button", { name: "Add connector" }));
  const ours = (changes = {}) =>
    json({ ...connector({ id: "k9", name: "Ours", custom: true }), tools: [], ...changes }, 201);

  it("is added with its name and address, after a plain warning", async () => {
    api.answers[`POST ${ALL}`] = ours({ tools: [tool()] });
    const { user } = await fill();
    expect(screen.getByText(/Nobody has verified this server/)).toBeInTheDocument();
    await add(user);
    const dialog = await screen.findByRole("dialog", { name: "Ours is added" });
    expect(dialog).toHaveTextContent("It offers 1 tool. Each asks before it runs");
    expect(within(dialog).getByRole("list", { name: "Tools" })).toHaveTextContent("List issues list_issues");
    expect(api.sent.map(({ body }) => body)).toEqual([{ name: "Ours", url: "https://mcp.ours.example" }]);
  });
  it("leads to one's connectors when that was read", async () => {
    onClose.mockReset();
    api.answers[`POST ${ALL}`] = ours();
    const { user, router } = await fill();
    await add(user);
    expect(await screen.findByText(/It shows its tools to those who have signed in/)).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Done" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/customize/connectors"));
    expect(onClose).toHaveBeenCalledOnce();
  });
  it("says at the field what is wrong with it, and keeps what was typed", async () => {
    const errors = [{ field: "url", message: "No MCP server answers there." }];
    api.answers[`POST ${ALL}`] = problem(400, "invalid", "Something is wrong.", errors);
    const { user } = await fill();
    await add(user);
    expect(await screen.findByRole("alert")).toHaveTextContent("No MCP server answers there.");
    expect(screen.getByLabelText("Server URL")).toHaveAccessibleDescription("No MCP server answers there.");
    expect(screen.getByLabelText("Name")).toHaveValue("Ours");
  });
  it("takes a client that was made by hand", async () => {
    api.answers[`POST ${ALL}`] = ours();
    const { user } = await fill();
    await user.click(screen.getByText("Advanced"));
    await user.type(screen.getByLabelText("OAuth client id"), "an-id");
    await user.type(screen.getByLabelText("OAuth client secret"), "a secret");
    await add(user);
    await waitFor(() =>
      expect(api.sent[0]?.body).toMatchObject({ oauth_client_id: "an-id", oauth_client_secret: "a secret" }),
    );
  });
});
