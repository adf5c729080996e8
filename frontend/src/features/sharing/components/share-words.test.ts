import { describe, expect, it } from "vitest";

import type { Sharing } from "@/types/api";

import { shareWords } from "./share-words";

const yes = { allowed: true, code: "", reason: "" };
const no = (code: string, reason: string) => ({ allowed: false, code, reason });
const sharing = (inside = yes, outside = yes, needs_confirmation = false): Sharing => ({
  organization: { ...inside, redacted: false },
  public: { ...outside, needs_confirmation },
  holds: [],
  shares: [],
});

describe("the share dialog", () => {
  it("says first that connector content stays inside", () => {
    const said = shareWords(sharing(yes, no("connector_content_not_shareable", "…")), "Acme", false);
    expect(said.title).toBe("This chat can’t be shared outside Acme");
  });
  it("says that a chat is shared once it is, and still that connector content stays inside", () => {
    const shares = [{ audience: "organization" } as Sharing["shares"][number]];
    const refused = sharing(yes, no("connector_content_not_shareable", "…"));
    const said = shareWords({ ...refused, shares }, "Acme", false);
    expect(said.title).toBe("This chat is shared inside Acme");
    expect(said.about).toContain("stays inside the organization");
  });
  it("gives the reason when nothing is allowed, once", () => {
    const refused = no("synced", "It holds synced files.");
    expect(shareWords(sharing(refused, refused), "Acme", false)).toEqual({
      title: "This chat can’t be shared",
      about: "It holds synced files.",
    });
  });
  it("says why only the inside is open", () => {
    expect(
      shareWords(sharing(yes, no("external_sharing_forbidden", "An owner does not allow it.")), "Acme", false).about,
    ).toContain("An owner does not allow it.");
  });
  it("is no refusal when a confirmation is all it takes", () => {
    expect(shareWords(sharing(no("x", ""), no("confirmation_required", "Confirm."), true), "Finn", true).title).toBe(
      "Share this chat",
    );
  });
});
