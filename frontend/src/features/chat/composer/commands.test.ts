import { describe, expect, it } from "vitest";

import { type Command, commandQuery, matchingCommands } from "./commands";

const command = (label: string, hint = ""): Command => ({ id: label, label, hint, run: () => undefined });
const all = [
  command("Switch on Acme Tracker", "mia@acme.example"),
  command("Switch off Acme Chat"),
  command("Manage connectors"),
  command("New chat"),
];
const found = (query: string) => matchingCommands(all, query).map((one) => one.label);

describe("“/”", () => {
  it("is a command only as the first character of one line", () => {
    expect(commandQuery("/")).toBe("");
    expect(commandQuery("/Tra")).toBe("tra");
    expect(commandQuery("and/or")).toBeNull();
    expect(commandQuery(" /x")).toBeNull();
    expect(commandQuery("/a\nb")).toBeNull();
  });
  it("alone offers everything", () => expect(found("")).toHaveLength(4));
  it("is filtered by the beginnings of words", () => {
    expect(found("track")).toEqual(["Switch on Acme Tracker"]);
    expect(found("rack")).toEqual([]);
    expect(found("acme ch")).toEqual(["Switch off Acme Chat"]);
  });
  it("puts what begins with the text first", () =>
    expect(found("m")).toEqual(["Manage connectors", "Switch on Acme Tracker"]));
});
