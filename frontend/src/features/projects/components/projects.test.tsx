import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import { refused } from "@/testing/builders";
import { done, FakeApi, json, problem, rows } from "@/testing/fake-api";
import { MEMBERS_ONLY, member, organization, project } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { NewProjectDialog } from "./new-project-dialog";
import { ProjectList } from "./project-list";
import { ProjectMembers } from "./project-members";
import { ProjectSettings } from "./project-settings";

const ALL = "/api/v1/organizations/acme/projects";
const ONE = `${ALL}/p1`;
const acme = { organization: organization() };
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({
    [`GET ${ALL}`]: rows(project(), project({ id: "p2", name: "Library", visibility: "public", instructions: "" })),
    [`POST ${ALL}`]: json(project({ id: "p9" }), 201),
    [`PATCH ${ONE}`]: project(),
    [`DELETE ${ONE}`]: done(),
    [`GET ${ONE}/members`]: rows(
      { id: "m-nora", name: "Nora Nilsen", email: "nora@acme.example", added_at: "" },
      { id: "m-ida", name: "", email: "ida@acme.example", added_at: "" },
    ),
    [`POST ${ONE}/members`]: json({}, 201),
    [`DELETE ${ONE}/members`]: done(),
  });
});

describe("the list of projects", () => {
  it("leads to each, and says who can see it", async () => {
    show(<ProjectList />, acme);
    const launch = await screen.findByRole("link", { name: /Launch/ });
    expect(launch).toHaveAttribute("href", "/o/acme/projects/p1");
    expect(launch).toHaveTextContent("Private · 2");
    expect(launch).toHaveTextContent("Answer in Norwegian.");
    expect(screen.getByRole("link", { name: /Library/ })).toHaveTextContent("Public");
  });
  it("says what a project is where there is none", async () => {
    api.answers[`GET ${ALL}`] = rows();
    show(<ProjectList />, acme);
    expect(await screen.findByText(/No projects yet/)).toBeInTheDocument();
  });
  it("says why it could not be read", async () => {
    api.answers[`GET ${ALL}`] = problem(403, "token_scope", "This may not read projects.");
    show(<ProjectList />, acme);
    expect(await screen.findByRole("alert")).toHaveTextContent("This may not read projects.");
  });
  it("reads every page", async () => {
    const next = `http://localhost:8000${ALL}?cursor=two&page_size=100`;
    api.answers[`GET ${ALL}`] = ({ query }) =>
      query.cursor ? rows(project({ id: "p2", name: "Second page" })) : { results: [project()], next, previous: null };
    show(<ProjectList />, acme);
    expect(await screen.findByRole("link", { name: /Second page/ })).toBeInTheDocument();
    expect(screen.getByRole("link", { name: /Launch/ })).toBeInTheDocument();
    expect(api.asked.map(({ query }) => query)).toEqual([{ page_size: "100" }, { cursor: "two", page_size: "100" }]);
  });
});

describe("a new project", () => {
  const onClose = vi.fn();
  it("is private unless one says otherwise, and is opened", async () => {
    const { user, router } = show(<NewProjectDialog onClose={onClose} />, acme);
    await user.type(await screen.findByLabelText("Name"), " Spring ");
    await user.type(screen.getByLabelText("Instructions"), "Be brief.");
    await user.click(screen.getByRole("button", { name: "Create project" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/projects/p9"));
    const body = { name: "Spring", instructions: "Be brief.", visibility: "private" };
    expect(api.sent).toEqual([{ method: "POST", path: ALL, body }]);
  });
  it("is public where one chooses that", async () => {
    const { user } = show(<NewProjectDialog onClose={onClose} />, acme);
    await user.type(await screen.findByLabelText("Name"), "Spring");
    await user.click(screen.getByRole("radio", { name: "Public" }));
    expect(screen.getByText("Everyone in Acme. Connectors stay off in its chats.")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Create project" }));
    await waitFor(() => expect(api.sent[0]?.body).toMatchObject({ visibility: "public" }));
  });
  it.each([
    ["This is your personal organization.", organization({ personal: true })],
    ["An owner does not allow public projects.", organization({ settings: { public_projects: false } })],
  ])("cannot be public, with the reason: %s", async (reason, of) => {
    show(<NewProjectDialog onClose={onClose} />, { organization: of });
    expect(await screen.findByText(`Public is not possible now: ${reason}`)).toBeInTheDocument();
  });
  it("stays open with what was typed when it is refused", async () => {
    api.answers[`POST ${ALL}`] = problem(403, "project_limit", "No more projects on this plan.");
    const { user, router } = show(<NewProjectDialog onClose={onClose} />, acme);
    await user.type(await screen.findByLabelText("Name"), "Spring");
    await user.click(screen.getByRole("button", { name: "Create project" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No more projects on this plan.");
    expect(screen.getByLabelText("Name")).toHaveValue("Spring");
    expect(router.state.location.pathname).toBe("/");
  });
});

describe("the settings of a project", () => {
  it("save name and instructions together, once something is another", async () => {
    const { user } = show(<ProjectSettings project={project()} />, acme);
    const save = await screen.findByRole("button", { name: "Save" });
    expect(save).toBeDisabled();
    await user.type(screen.getByLabelText("Instructions"), " Politely.");
    await user.click(save);
    const body = { name: "Launch", instructions: "Answer in Norwegian. Politely." };
    await waitFor(() => expect(api.sent).toEqual([{ method: "PATCH", path: ONE, body }]));
  });
  it("say what a public project does to connectors before it becomes one", async () => {
    const { user } = show(<ProjectSettings project={project()} />, acme);
    await user.click(await screen.findByRole("radio", { name: "Public" }));
    const dialog = await screen.findByRole("dialog", { name: "Make “Launch” public?" });
    expect(dialog).toHaveTextContent("Everyone in Acme will see it. In all its chats connectors are switched off");
    expect(api.sent).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Make public" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "PATCH", path: ONE, body: { visibility: "public" } }]);
  });
  it("stay as they are when one thinks better of it", async () => {
    const { user } = show(<ProjectSettings project={project({ visibility: "public" })} />, acme);
    await user.click(await screen.findByRole("radio", { name: "Private" }));
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.getByRole("radio", { name: "Public" })).toBeChecked();
    expect(api.sent).toEqual([]);
  });
  it("say why a project cannot be public", async () => {
    const publish = refused("connector_content", "Its chats hold what connectors answered.");
    show(<ProjectSettings project={project({ publish })} />, acme);
    expect(await screen.findByText(`Public is not possible now: ${publish.reason}`)).toBeInTheDocument();
  });
  it("delete it after a warning, and lead back to the others", async () => {
    const { user, router } = show(<ProjectSettings project={project()} />, acme);
    await user.click(await screen.findByRole("button", { name: "Delete project" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete “Launch”?" });
    expect(dialog).toHaveTextContent("This cannot be undone.");
    await user.click(within(dialog).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/o/acme/projects"));
    expect(api.sent).toEqual([{ method: "DELETE", path: ONE, body: null }]);
  });
  it("are words only for who does not manage it", async () => {
    show(<ProjectSettings project={project({ manage: MEMBERS_ONLY })} />, acme);
    expect(await screen.findByText("Answer in Norwegian.")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
});

describe("the people of a project", () => {
  const people = [member({ id: "m-nora", name: "Nora Nilsen" }), member(), member({ id: "m-eva", name: "Eva Eide" })];
  const open = (changes = {}, of = organization()) =>
    show(<ProjectMembers project={project(changes)} people={people} />, { organization: of });

  it("are everyone in a public one", async () => {
    open({ visibility: "public" });
    expect(await screen.findByText("Everyone in Acme.")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
  it("are invited from those who are not in it yet, with what that does to connectors", async () => {
    const { user } = open();
    expect(await screen.findByRole("button", { name: "Remove Nora Nilsen" })).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Invite" }));
    const dialog = await screen.findByRole("dialog", { name: "Invite to “Launch”" });
    expect(dialog).toHaveTextContent("connectors are switched off in all its chats");
    const choices = within(dialog).getAllByRole("option");
    expect(choices.map((one) => one.textContent)).toEqual(["Max Moe", "Eva Eide"]);
    await user.selectOptions(within(dialog).getByLabelText("Person"), "Eva Eide");
    await user.click(within(dialog).getByRole("button", { name: "Invite" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(api.sent).toEqual([{ method: "POST", path: `${ONE}/members`, body: { member: "m-eva" } }]);
  });
  it("keep their connectors where an owner allows that", async () => {
    const { user } = open({}, organization({ settings: { connectors_in_shared_projects: true } }));
    await user.click(await screen.findByRole("button", { name: "Invite" }));
    expect(await screen.findByRole("dialog")).toHaveTextContent("Connectors stay on");
  });
  it("leave by a button of their own, called by their address where they have no name", async () => {
    const { user } = open();
    await user.click(await screen.findByRole("button", { name: "Remove ida@acme.example" }));
    await waitFor(() => expect(api.sent).toHaveLength(1));
    expect(api.sent[0]).toMatchObject({ method: "DELETE", path: `${ONE}/members` });
    expect(api.asked.find(({ method }) => method === "DELETE")?.query).toEqual({ member: "m-ida" });
  });
  it("never leave it empty: the last one has no such button", async () => {
    api.answers[`GET ${ONE}/members`] = rows({ id: "m-nora", name: "Nora Nilsen", email: "", added_at: "" });
    open();
    expect(await screen.findByText("Nora Nilsen")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Remove/ })).not.toBeInTheDocument();
  });
  it("can only be read by who does not manage them", async () => {
    open({ manage: MEMBERS_ONLY });
    expect(await screen.findByText("Nora Nilsen")).toBeInTheDocument();
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
  });
});
