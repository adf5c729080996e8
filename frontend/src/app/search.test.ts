import { describe, expect, it, vi } from "vitest";

import { chatSearch, goOn, nextSearch } from "./search";

describe("where one goes after signing in", () => {
  it("is a path of our own, never another site", () => {
    expect(nextSearch({ next: "/o/acme" })).toEqual({ next: "/o/acme" });
    for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", 3]) expect(nextSearch({ next })).toEqual({});
  });
  it("is a screen of the workspace where there is one", () => {
    const push = vi.fn();
    for (const path of ["/", "/o/acme/c/1", "/profile", "/invitations/x"]) goOn(path, push);
    expect(push).toHaveBeenCalledTimes(4);
  });
});

describe("the way back from connecting", () => {
  it("keeps what is known and drops the rest", () => {
    expect(chatSearch({ connected: "k1", connection: "n1", other: "x", reference: "" })).toEqual({ connected: "k1", connection: "n1" });
  });
});
