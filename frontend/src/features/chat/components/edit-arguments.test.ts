import { describe, expect, it } from "vitest";

import { draftsOf, readDrafts } from "./edit-arguments";

const before = { title: "Login", priority: 2, labels: ["ios"], urgent: false, assignee: null, looks: "42" };

describe("edited arguments", () => {
  it("come back as they were when nothing is changed", () => {
    expect(readDrafts(draftsOf(before), before)).toEqual({ values: before, errors: {} });
  });
  it("keep a text a text, even when it looks like a number", () => {
    expect(readDrafts({ looks: "43" }, before).values).toEqual({ looks: "43" });
  });
  it("refuse words where a number was", () => {
    expect(readDrafts({ priority: "high" }, before).errors).toEqual({ priority: "Please write a number." });
  });
  it("refuse a broken list", () => {
    expect(readDrafts({ labels: "[ios" }, before).errors).toHaveProperty("labels");
  });
  it("take a word where nothing was", () => {
    expect(readDrafts({ assignee: "mia" }, before).values).toEqual({ assignee: "mia" });
  });
});
