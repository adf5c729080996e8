import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { MarkdownText } from "./markdown";

describe("the model's text", () => {
  it("never becomes markup of its own", () => {
    const { container } = render(<MarkdownText text={'<img src=x onerror=alert(1)><script>alert(1)</script>\n\n<b>bold</b>'} />);
    expect(container.querySelector("script, img, b")).toBeNull();
  });
  it("links without telling where one came from", () => {
    render(<MarkdownText text="[docs](https://example.com/a)" />);
    const link = screen.getByRole("link", { name: "docs" });
    expect(link).toHaveAttribute("rel", expect.stringContaining("noopener"));
    expect(link).toHaveAttribute("rel", expect.stringContaining("noreferrer"));
  });
  it("drops addresses that would run code", () => {
    render(<MarkdownText text="[press](javascript:alert(1))" />);
    expect(screen.getByText("press").getAttribute("href") ?? "").not.toContain("javascript");
  });
  it("shows a picture from elsewhere as a link and loads nothing", () => {
    const { container } = render(<MarkdownText text="![chart](https://elsewhere.example/x.png?leak=1)" />);
    expect(container.querySelector("img")).toBeNull();
    expect(screen.getByRole("link", { name: "chart" })).toHaveAttribute("href", "https://elsewhere.example/x.png?leak=1");
  });
  it("shows tables, lists and code", () => {
    const { container } = render(<MarkdownText text={"| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n```\ncode\n```"} />);
    expect(container.querySelectorAll("table, li, pre code")).toHaveLength(3);
  });
  it("shows what nobody would see as marks, in code too, and leaves whole emoji and scripts alone", () => {
    const { container } = render(<MarkdownText text={"Pay \u202eecivni\n\n`a\u200bb` [li\u2066nk](https://example.com) 👩‍👩‍👧 می\u200cخواهم"} />);
    expect(screen.getAllByRole("img").map((mark) => mark.textContent)).toEqual(["⟨U+202E⟩", "⟨U+200B⟩", "⟨U+2066⟩"]);
    expect(screen.getByRole("img", { name: /right-to-left override/ })).toBeInTheDocument();
    expect(container.querySelector("code")).toHaveTextContent("a⟨U+200B⟩b");
    expect(container.textContent).toContain("👩‍👩‍👧 می\u200cخواهم");
  });
  it("keeps the lines and blanks of code", () => {
    const { container } = render(<MarkdownText text={"```\n  a\n\n\n\n\n\tb\n```"} />);
    expect(container.querySelector("code")?.textContent).toBe("  a\n\n\n\n\n\tb\n");
  });
});
