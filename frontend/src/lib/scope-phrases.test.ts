import { expect, it } from "vitest";

import { scopePhrases, scopeSentence } from "./scope-phrases";

const words = { "mail.read": "Read your mail", "mail.list": "Read your mail", "mail.send": "Send mail" };

it.each([
  [[], []],
  [["mail.read"], ["Read your mail"]],
  [
    ["mail.read", "mail.list", "mail.send"],
    ["Read your mail", "Send mail"],
  ],
  [
    ["Admin.All", "mail.send"],
    ["Admin.All", "Send mail"],
  ],
])("%o is said as %o", (names, phrases) => {
  expect(scopePhrases(names, words)).toEqual(phrases);
});

it("begins a phrase small inside a sentence, and leaves a name as it is", () => {
  expect(scopeSentence(["mail.read", "Admin.All"], words)).toBe("read your mail, Admin.All");
});
