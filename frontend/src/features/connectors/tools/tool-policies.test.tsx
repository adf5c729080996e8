import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { FakeApi, problem, rows } from "@/testing/fake-api";
import { tool } from "@/testing/organization-rows";
import { show } from "@/testing/show";
import type { Tool } from "@/types/api";

import { ToolPolicies } from "./tool-policies";

const TOOLS = "/api/v1/organizations/acme/connectors/k1/tools";
const write = tool({ name: "create_issue", title: "Create issue", effect: "write", digest: "d2" });
const level = (changes: Partial<Tool["policy"]>): Tool["policy"] => ({ ...tool().policy, ...changes });
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({ [`GET ${TOOLS}`]: rows(tool(), tool({ name: "get_issue", title: "Get issue" }), write) });
});

const open = (scope: "member" | "organization" = "member", props = {}) =>
  show(<ToolPolicies connector="k1" scope={scope} {...props} />);
const choices = async (name: string) => within(await screen.findByRole("radiogroup", { name }));

describe("the tools of a connector", () => {
  it("stand in groups by what they do, with how many there are", async () => {
    open();
    await screen.findByText("List issues");
    expect(screen.getAllByRole("heading", { level: 3 }).map((one) => one.textContent)).toEqual(["Read", "Write"]);
    expect(screen.getByText("2 tools")).toBeInTheDocument();
    expect(screen.getByText("1 tool")).toBeInTheDocument();
  });
  it("are known only once somebody has connected", async () => {
    api.answers[`GET ${TOOLS}`] = rows();
    open();
    expect(await screen.findByText("Its tools are known once somebody has connected.")).toBeInTheDocument();
  });
  it("say why they could not be read", async () => {
    api.answers[`GET ${TOOLS}`] = problem(404, "not_found", "No such connector.");
    open();
    expect(await screen.findByRole("alert")).toHaveTextContent("No such connector.");
  });
});

describe("the level of a tool", () => {
  it("is one's own, and changes for this tool alone", async () => {
    api.answers[`PATCH ${TOOLS}/list_issues`] = tool();
    const { user } = open();
    expect((await choices("List issues")).getByRole("radio", { name: "Ask" })).toBeChecked();
    await user.click((await choices("List issues")).getByRole("radio", { name: "Allow" }));
    const body = { scope: "member", policy: "allow" };
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: `${TOOLS}/list_issues`, body }]));
    await waitFor(() => expect(api.count(`GET ${TOOLS}`)).toBe(2));
  });
  it("is set for all tools that do the same", async () => {
    api.answers[`PATCH ${TOOLS}/%40write`] = tool();
    const { user } = open("organization");
    await user.click((await choices("All write tools")).getByRole("radio", { name: "Block" }));
    await waitFor(() =>
      expect(api.sent.map(({ path, body }) => [path, body])).toEqual([
        [`${TOOLS}/%40write`, { scope: "organization", policy: "block" }],
      ]),
    );
  });
  it("is shown for a group only where all have the same", async () => {
    api.answers[`GET ${TOOLS}`] = rows(
      tool(),
      tool({ name: "get", title: "Get", policy: level({ effective: "allow" }) }),
    );
    open();
    for (const each of (await choices("All read tools")).getAllByRole("radio")) expect(each).not.toBeChecked();
  });
  it("cannot be looser than an owner's, with the reason", async () => {
    api.answers[`GET ${TOOLS}`] = rows(tool({ policy: level({ organization: "ask" }) }));
    open();
    const allow = (await choices("List issues")).getByRole("radio", { name: "Allow" });
    expect(allow).toBeDisabled();
    expect(allow).toHaveAttribute("title", "An owner has set “Ask” for everyone.");
    expect(screen.getByText("Owner: always ask")).toBeInTheDocument();
  });
  it("says what was refused", async () => {
    api.answers[`PATCH ${TOOLS}/create_issue`] = problem(403, "ceiling", "An owner blocks it.");
    const { user } = open();
    await user.click((await choices("Create issue")).getByRole("radio", { name: "Allow" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("An owner blocks it.");
  });
  it("is blocked whatever was chosen while no owner has accepted the tool", async () => {
    api.answers[`GET ${TOOLS}`] = rows(tool({ accepted: false, policy: level({ effective: "allow" }) }));
    open();
    const own = await choices("List issues");
    expect(own.getByRole("radio", { name: "Block" })).toBeChecked();
    for (const each of own.getAllByRole("radio")) expect(each).toBeDisabled();
    expect(screen.getByText("New here or changed: an owner has to accept this tool.")).toBeInTheDocument();
  });
  it("cannot be changed by who may only look", async () => {
    open("organization", { disabled: true });
    for (const each of (await choices("Create issue")).getAllByRole("radio")) expect(each).toBeDisabled();
  });
});

describe("an owner's word on what a tool does", () => {
  it("is given for the version that is shown, and taken back", async () => {
    api.answers[`PATCH ${TOOLS}/create_issue`] = write;
    const { user } = open("organization", { mayMark: true });
    const mark = await screen.findByLabelText("What Create issue does");
    expect(mark).toHaveDisplayValue("Write (not marked)");
    await user.selectOptions(mark, "Destructive");
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ effect: "destructive", digest: "d2" }]));
  });
  it("stands beside the tool with whose it is", async () => {
    const marked = { effect: "read" as const, by: "Ada", at: "2026-11-02T10:00:00Z" };
    api.answers[`GET ${TOOLS}`] = rows(tool({ marked }));
    api.answers[`PATCH ${TOOLS}/list_issues`] = tool();
    const { user } = open("organization", { mayMark: true });
    expect(await screen.findByText(/says/)).toHaveTextContent(/Read, says Ada \(2 Nov/);
    await user.selectOptions(screen.getByLabelText("What List issues does"), "Not marked");
    await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ effect: null, digest: "d1" }]));
  });
  it("is nobody's where the person may not give it", async () => {
    open("organization");
    await screen.findByText("Create issue");
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
  });
});
