import { describe, expect, it } from "vitest";

import { asProblem, problemOf } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe("what the API refuses", () => {
  it("is said in its words, with its code and fields", () => {
    const body = { type: "urn:x", title: "Not right", status: 400, detail: "Please correct the marked fields.", code: "invalid", errors: [{ field: "name", message: "Too long.", code: "max" }] };
    expect(problemOf(answer(400), body)).toMatchObject({ status: 400, code: "invalid", message: "Please correct the marked fields.", fields: { name: "Too long." } });
  });
  it.each([
    ["12", " Try again in 12 s."],
    ["90", " Try again in 2 minutes."],
    ["3000", " Try again in 50 minutes."],
    ["3600", " Try again in about an hour."],
    ["7200", " Try again in about 2 hours."],
    ["0", ""],
    ["soon", ""],
  ])("says when to try again: %s", (header, when) => {
    const body = { type: "", title: "", status: 429, detail: "Too many requests.", code: "throttled" };
    expect(problemOf(answer(429, { "Retry-After": header }), body).message).toBe(`Too many requests.${when}`);
  });
  it("carries the reference of an error on our side", () => {
    const body = { type: "", title: "", status: 500, detail: "Please try again.", code: "server_error", reference: "abc123" };
    expect(problemOf(answer(500), body).reference).toBe("abc123");
  });
  it("is still words when something else answered", () => {
    expect(problemOf(answer(502), "<html>")).toMatchObject({ code: "http_502", message: "The server answered 502." });
    expect(asProblem("?").message).toBe("Something went wrong.");
  });
});
