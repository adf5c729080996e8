import { describe, expect, it } from "vitest";

import { connectErrorWords } from "./connect-error-words";

describe("the words for a sign-in that did not connect", () => {
  it.each(["address_redirected", "older_transport"])("say of %s whom to ask for the address that is right", (code) => {
    expect(connectErrorWords(code)).toContain("An owner has to ask the service for");
    // No other address is named there.
    expect(connectErrorWords(code)).not.toContain("that address");
  });

  it("name a code that they do not know, and nothing that somebody else wrote", () => {
    expect(connectErrorWords("brand_new")).toContain("(brand_new)");
    expect(connectErrorWords("<b>free words</b>", "also free")).toBe("Connecting did not work. Please try again.");
  });
});
