import { expect, it } from "vitest";

import { refreshWords } from "./refresh-words";

const none = { added: [], changed: [], gone: [], waiting_tools: 0, problems: [] };

it.each([
  [none, "Nothing has changed."],
  [{ ...none, waiting_tools: 1 }, "Nothing has changed. 1 waits for an owner’s review."],
  [
    { ...none, added: ["a", "b"], changed: ["c"], gone: ["d"], waiting_tools: 3 },
    "2 new (a, b), 1 changed (c), 1 gone (d). 3 wait for an owner’s review.",
  ],
  [{ ...none, gone: ["a", "b", "c", "d", "e"] }, "5 gone (a, b, c and 2 more)."],
  [{ ...none, added: ["a\u202eb"] }, "1 new (a⟨U+202E⟩b)."],
])("%j reads “%s”", (found, words) => {
  expect(refreshWords(found, found.waiting_tools)).toBe(words);
});
it("says nothing of what has been reviewed since", () => {
  expect(refreshWords({ ...none, added: ["a", "b"], waiting_tools: 2 }, 0)).toBe("2 new (a, b).");
});
