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
});
