import { describe, expect, it } from "vitest";

import type { Level, Tool } from "@/types/api";

import { levelOptions, sharedLevel } from "./tool-levels";

const tool = (organization: Level | null, effective: Level): Tool => ({
  name: "create",
  title: "Create",
  description: "",
  effect: "write",
  accepted: true,
  digest: "d1",
  marked: null,
  refused: null,
  policy: { effective, code: "", organization, member: null, default: "ask" },
});
const open = (organization: Level | null, scope: "member" | "organization") =>
  levelOptions(tool(organization, "ask"), scope)
    .options.filter((option) => !option.refused)
    .map((option) => option.value);

describe("levels of a tool", () => {
  it("are all open below no ceiling", () => expect(open(null, "member")).toEqual(["allow", "ask", "block"]));
  it("of a member stop at the owner's ceiling", () => {
    expect(open("ask", "member")).toEqual(["ask", "block"]);
    expect(open("block", "member")).toEqual(["block"]);
  });
  it("of the organization are all open to an owner", () =>
    expect(open("block", "organization")).toEqual(["allow", "ask", "block"]));
  it("show what is in force for a member, the ceiling for the organization", () => {
    expect(levelOptions(tool("ask", "block"), "member").value).toBe("block");
    expect(levelOptions(tool("ask", "block"), "organization").value).toBe("ask");
  });
  it("of a group are one only when all agree", () => {
    expect(sharedLevel(["ask", "ask"])).toBe("ask");
    expect(sharedLevel(["ask", "block"])).toBeNull();
    expect(sharedLevel([])).toBeNull();
  });
});
