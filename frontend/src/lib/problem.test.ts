import { describe, expect, it } from "vitest";

import { ApiProblem, asProblem, offline, problemOf, titleOf } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe("what the API refuses", () => {
  it("is said in its words, with its code and fields", () => {
    const body = {
      type: "urn:x",
      title: "Not right",
      status: 400,
      detail: "Please correct the marked fields.",
      code: "invalid",
      errors: [{ field: "name", message: "Too long.", code: "max" }],
    };
    expect(problemOf(answer(400), body)).toMatchObject({
      status: 400,
      code: "invalid",
      message: "Please correct the marked fields.",
      fields: { name: "Too long." },
    });
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
    const body = {
      type: "",
      title: "",
      status: 500,
      detail: "Please try again.",
      code: "server_error",
      reference: "abc123",
    };
    expect(problemOf(answer(500), body).reference).toBe("abc123");
  });
  it("is still words when something else answered", () => {
    expect(problemOf(answer(502), "<html>")).toMatchObject({ code: "http_502", message: "The server answered 502." });
    expect(asProblem("?").message).toBe("Something went wrong.");
  });
});

describe("a part of the page that is not there any more", () => {
  it.each([
    "Unable to preload CSS for http://localhost:8000/static/assets/chat-DYSpUDfa.css",
    "Failed to fetch dynamically imported module: http://localhost:8000/static/assets/chat.js",
    "error loading dynamically imported module: http://localhost:8000/static/assets/chat.js",
    "Importing a module script failed.",
  ])("is said in words: %s", (message) => {
    const problem = asProblem(new TypeError(message));
    expect(problem.code).toBe("page_outdated");
    expect(problem.message).toBe(
      "Switchboard was updated, or the connection broke while the page was loading. Load it anew.",
    );
    expect(titleOf(problem)).toBe("This page is not whole");
  });
  it("is told apart from a lost connection, and from what broke in the page", () => {
    expect(titleOf(offline())).toBe("No connection");
    expect(titleOf(asProblem(new TypeError("x is undefined")))).toBe("Something went wrong");
    expect(titleOf(new ApiProblem(404, "not_found", "There is nothing here."))).toBe("Nothing is here");
  });
});
