// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";

import { noteSignIn, takeSignIn } from "./started-sign-in";

const STARTED = { conversation: "c1", connector: "k1", connection: "n1" };

describe("the note of a started sign-in", () => {
  beforeEach(() => sessionStorage.clear());

  it("is known once", () => {
    noteSignIn(STARTED);
    expect(takeSignIn(STARTED)).toBe(true);
    expect(takeSignIn(STARTED)).toBe(false);
  });
  it("is not there when nothing was started here", () => {
    expect(takeSignIn(STARTED)).toBe(false);
    expect(takeSignIn({})).toBe(false);
  });
  it.each(["conversation", "connector", "connection"])(
    "is not that of another %s, and is gone after the wrong answer",
    (name) => {
      noteSignIn(STARTED);
      expect(takeSignIn({ ...STARTED, [name]: "other" })).toBe(false);
      expect(takeSignIn(STARTED)).toBe(false);
    },
  );
  it("ends with the sign-in's ten minutes", () => {
    noteSignIn(STARTED, 0);
    expect(takeSignIn(STARTED, 12 * 60_000)).toBe(false);
  });
});
