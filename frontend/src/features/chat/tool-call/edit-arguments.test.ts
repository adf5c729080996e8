import { describe, expect, it } from "vitest";

import { type ExactObject, readExact, writeExact } from "@/lib/exact-json";

import { draftsOf, readDrafts } from "./edit-arguments";

const TEXT =
  '{"title":"Login","priority":2,"labels":["ios"],"urgent":false,"assignee":null,"looks":"42","__proto__":"own","constructor":1}';
const before = readExact(TEXT) as ExactObject;
const typed = (name: string, text: string) => {
  const { values, errors } = readDrafts([{ name, text }], before);
  return { text: writeExact(values), errors: Object.fromEntries(errors) };
};

describe("edited arguments", () => {
  it("come back as they were when nothing is changed", () => {
    const { values, errors } = readDrafts(draftsOf(before), before);
    expect([writeExact(values), errors.size]).toEqual([TEXT, 0]);
  });
  it.each(["9007199254740993", "-18446744073709551617", "1.0", "1e400", "0.1000000000000000055", "-0"])(
    "are numbers to the last digit: %s",
    (number) => {
      expect(typed("priority", number)).toEqual({ text: `{"priority":${number}}`, errors: {} });
      expect(draftsOf(readExact(`{"n":${number},"in":[${number}]}`) as ExactObject).map(({ text }) => text)).toEqual([
        number,
        `[\n ${number}\n]`,
      ]);
    },
  );
  it("keep a text a text, even when it looks like a number", () => {
    expect(typed("looks", "43").text).toBe('{"looks":"43"}');
  });
  it("refuse words where a number was, also under a name that objects have", () => {
    expect(typed("priority", "high").errors).toEqual({ priority: "Please write a number." });
    expect(typed("constructor", "high").errors).toEqual({ constructor: "Please write a number." });
  });
  it.each(["[ios", '{"a":1,"a":2}', ""])("refuse what is no JSON: %s", (text) => {
    expect(typed("labels", text).errors).toHaveProperty("labels");
  });
  it("take a word, a number or nothing where nothing was", () => {
    expect(typed("assignee", "mia").text).toBe('{"assignee":"mia"}');
    expect(typed("assignee", "7").text).toBe('{"assignee":7}');
    expect(typed("assignee", "null").text).toBe('{"assignee":null}');
  });
});
