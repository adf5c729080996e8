import { beforeEach, describe, expect, it, vi } from "vitest";

import { FakeApi, json, problem, rows } from "@/testing/fake-api";

import { api, everyRow, unwrap } from "./api-client";

const PROJECTS = "/api/v1/organizations/acme/projects";
const list = () => api.GET("/api/v1/organizations/{org}/projects", { params: { path: { org: "acme" } } });
let fake: FakeApi;

beforeEach(() => {
  document.cookie = "csrftoken=of-the-tests";
  fake = new FakeApi({});
});

describe("the client", () => {
  it("sends the token of the page with what changes something, and not with what reads", async () => {
    const headers: (string | null)[] = [];
    vi.stubGlobal("fetch", (request: Request) => {
      headers.push(request.headers.get("X-CSRFToken"));
      return Promise.resolve(json({}));
    });
    await list();
    await api.POST("/api/v1/organizations/{org}/projects", {
      params: { path: { org: "acme" } },
      body: { name: "a", instructions: "", visibility: "private" },
    });
    expect(headers).toEqual([null, "of-the-tests"]);
  });
  it("says in words that there is no connection", async () => {
    fake.answers[`GET ${PROJECTS}`] = () => Promise.reject(new TypeError("Failed to fetch"));
    await expect(unwrap(list())).rejects.toMatchObject({ code: "offline", status: 0 });
  });
  it("throws what the API refused, with its code", async () => {
    fake.answers[`GET ${PROJECTS}`] = problem(403, "token_scope", "This may not read.");
    await expect(unwrap(list())).rejects.toMatchObject({
      status: 403,
      code: "token_scope",
      message: "This may not read.",
    });
  });
});

describe("all rows of a list", () => {
  const page = (number: number, next: string | null) => ({ ...rows({ id: `p${number}` }), next });
  it("come page after page, by the path of the address alone", async () => {
    fake.answers[`GET ${PROJECTS}`] = ({ query }) =>
      query.cursor ? page(2, null) : page(1, `http://behind-a-proxy.example${PROJECTS}?cursor=two`);
    const found = await everyRow<{ id: string }>(list() as never);
    expect(found.map(({ id }) => id)).toEqual(["p1", "p2"]);
  });
  it("end at some time, whatever the server says", async () => {
    fake.answers[`GET ${PROJECTS}`] = page(1, `${PROJECTS}?cursor=again`);
    const found = await everyRow<{ id: string }>(list() as never);
    expect(found).toHaveLength(20);
  });
  it("are not half a list when a later page fails", async () => {
    fake.answers[`GET ${PROJECTS}`] = ({ query }) =>
      query.cursor ? problem(500, "broken", "Something broke.") : page(1, `${PROJECTS}?cursor=two`);
    await expect(everyRow(list() as never)).rejects.toMatchObject({ code: "broken" });
  });
});
