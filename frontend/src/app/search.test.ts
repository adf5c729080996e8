// @vitest-environment jsdom
import { readFileSync } from "node:fs";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chatSearch, goOn, nextSearch } from "./search";

const TABLE = JSON.parse(readFileSync("../tests/own_paths.json", "utf8")) as { own: string[]; foreign: string[] };

describe("where one goes after signing in", () => {
  const push = vi.fn();
  const assign = vi.fn();
  beforeEach(() => void vi.stubGlobal("location", { origin: "http://localhost:8000", assign }));
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.clearAllMocks();
  });

  it.each([...TABLE.foreign, undefined, 3, ["//evil.example"]])("is home when %j was asked for", (next) => {
    goOn(next, push);
    expect(push.mock.calls).toEqual([["/"]]);
    expect(assign).not.toHaveBeenCalled();
  });
  it.each(TABLE.own)("is %s, which is ours", (next) => {
    goOn(next, push);
    expect([...push.mock.calls, ...assign.mock.calls]).toEqual([[next]]);
  });
  it.each(["/", "/o/acme/c/1", "/profile", "/invitations/x", "/o/acme?q=1"])(
    "is a screen of the workspace: %s",
    (path) => {
      goOn(path, push);
      expect(push).toHaveBeenCalledWith(path);
    },
  );
  it.each(["/owner/", "/oauth/callback?code=1", "/shared/x", "/other"])("is loaded anew: %s", (path) => {
    goOn(path, push);
    expect(assign).toHaveBeenCalledWith(path);
  });
  it("is read as a text and as nothing else", () => {
    expect(nextSearch({ next: "/o/acme", other: 1 })).toEqual({ next: "/o/acme" });
    for (const next of [3, "", null, ["/o/acme"]]) expect(nextSearch({ next })).toEqual({});
  });
});

describe("the way back from connecting", () => {
  it("keeps what is known and drops the rest", () => {
    expect(chatSearch({ connected: "k1", connection: "n1", other: "x", reference: "" })).toEqual({
      connected: "k1",
      connection: "n1",
    });
  });
});
