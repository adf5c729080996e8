import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { MarkdownText } from "./markdown";

describe("the model's text", () => {
  it("never becomes markup of its own", () => {
    const { container } = render(
      <MarkdownText text={"<img src=x onerror=alert(1)><script>alert(1)</script>\n\n<b>bold</b>"} />,
    );
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
    expect(screen.getByRole("link", { name: "chart" })).toHaveAttribute(
      "href",
      "https://elsewhere.example/x.png?leak=1",
    );
  });
  it("shows tables, lists and code", () => {
    const { container } = render(<MarkdownText text={"| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n\n```\ncode\n```"} />);
    expect(container.querySelectorAll("table, li, pre code")).toHaveLength(3);
  });
  it("shows what nobody would see as marks, in code too, and leaves whole emoji and scripts alone", () => {
    const { container } = render(
      <MarkdownText text={"Pay \u202eecivni\n\n`a\u200bb` [li\u2066nk](https://example.com) 👩‍👩‍👧 می\u200cخواهم"} />,
    );
    expect(screen.getAllByRole("img").map((mark) => mark.textContent)).toEqual(["⟨U+202E⟩", "⟨U+200B⟩", "⟨U+2066⟩"]);
    expect(screen.getByRole("img", { name: /right-to-left override/ })).toBeInTheDocument();
    expect(container.querySelector("code")).toHaveTextContent("a⟨U+200B⟩b");
    expect(container.textContent).toContain("👩‍👩‍👧 می\u200cخواهم");
  });
  it("keeps the lines and blanks of code", () => {
    const { container } = render(<MarkdownText text={"```\n  a\n\n\n\n\n\tb\n```"} />);
    expect(container.querySelector("code")?.textContent).toBe("  a\n\n\n\n\n\tb\n");
  });
  it("gives no id twice, however many messages have footnotes", () => {
    const text = "One[^1], again[^1], two[^2].\n\n[^1]: First.\n[^2]: Second.\n[^3]: Third.";
    const { container } = render(
      <>
        <MarkdownText text={text} />
        <MarkdownText text={text} />
      </>,
    );
    const ids = [...container.querySelectorAll("[id]")].map((one) => one.id);
    expect(ids).toHaveLength(2 * 7);
    expect(new Set(ids).size).toBe(ids.length);
    const described = [...container.querySelectorAll("[aria-describedby]")].map(
      (one) => one.getAttribute("aria-describedby") ?? "",
    );
    expect(described.every((id) => ids.includes(id))).toBe(true);
  });
  it("leads to a note and back inside its message, in the same tab", async () => {
    const text = "One[^1].\n\n[^1]: First.";
    const { container } = render(
      <>
        <div>
          <MarkdownText text={text} />
        </div>
        <div data-second="">
          <MarkdownText text={text} />
        </div>
      </>,
    );
    const second = container.querySelector<HTMLElement>("[data-second]")!;
    const reference = second.querySelector<HTMLElement>("sup a")!;
    const back = second.querySelector<HTMLElement>("section a")!;
    expect(reference).not.toHaveAttribute("target");
    await userEvent.click(reference);
    expect(second.querySelector("section li")).toHaveFocus();
    await userEvent.click(back);
    expect(reference).toHaveFocus();
    expect(window.location.hash).toBe("");
  });
  it("does not lead into the page around it", () => {
    render(<MarkdownText text="[here](#main)" />);
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.getByText("here")).toBeInTheDocument();
  });
  it("runs every block as its own letters do, and code from left to right", () => {
    const { container } = render(
      <MarkdownText
        text={"# שלום\n\nHello\n\n- مرحبا\n- b `שלום`\n\n> שלום\n\n| א | b |\n|---|---|\n| c | ד |\n\n```\nשלום\n```"}
      />,
    );
    const dirs = [...container.querySelectorAll("[dir]")].map(
      (one) => `${one.tagName.toLowerCase()} ${one.getAttribute("dir")}`,
    );
    expect(dirs).toEqual([
      "h1 auto",
      "p auto",
      "ul rtl",
      "li auto",
      "li auto",
      "code ltr",
      "blockquote rtl",
      "p auto",
      "div rtl",
      "th auto",
      "th auto",
      "td auto",
      "td auto",
      "pre ltr",
      "code ltr",
    ]);
    expect(render(<MarkdownText text="1. one שלום" />).container.querySelector("ol")).toHaveAttribute("dir", "auto");
  });

  it("makes no link of what leads nowhere", () => {
    const { container } = render(
      <MarkdownText text={"[call](tel:+1) [run](javascript:alert(1)) [file](file:///etc/x) [empty]()"} />,
    );
    expect(container.querySelectorAll("a")).toHaveLength(0);
    expect(container.textContent).toBe("call run file empty");
  });
});
