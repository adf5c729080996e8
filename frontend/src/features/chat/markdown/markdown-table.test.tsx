import { readFileSync } from "node:fs";

import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { MarkdownText } from "./markdown";

interface Case {
  name: string;
  markdown: string;
  strong?: string[];
  em?: string[];
  del?: string[];
  links?: [string, string][];
  boxes?: boolean[];
  breaks?: number;
  notes?: string[];
  tables?: string[];
  references?: number;
  text?: string;
}

/** The same table as the shared page's own test (tests/conversations/test_markdown.py). */
const TABLE = JSON.parse(readFileSync("../tests/markdown.json", "utf8")) as Case[];

const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map((one) => one.textContent?.replace(/\s+/g, " ").trim());

function outline(root: HTMLElement) {
  const anchors = [...root.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(
    (one) => !one.getAttribute("href")?.startsWith("#"),
  );
  return {
    strong: texts(root, "strong"),
    em: texts(root, "em"),
    del: texts(root, "del"),
    links: anchors.map((one) => [one.textContent, decodeURI(one.getAttribute("href") ?? "")]),
    boxes: [...root.querySelectorAll<HTMLInputElement>("input[type=checkbox][disabled][aria-label]")].map(
      (one) => one.checked,
    ),
    tables: [...root.querySelectorAll("[role=region][tabindex='0']:has(> table)")].map((one) =>
      one.getAttribute("aria-label"),
    ),
    breaks: root.querySelectorAll("br").length,
    notes: texts(withoutWaysBack(root), "section li"),
    references: root.querySelectorAll("sup a").length,
  };
}

function withoutWaysBack(root: HTMLElement): HTMLElement {
  const copy = root.cloneNode(true) as HTMLElement;
  for (const one of copy.querySelectorAll("section a[href^='#']:not(sup > a)")) one.remove();
  return copy;
}

describe("markdown in the chat and on the shared page", () => {
  it.each(TABLE)("$name", ({ markdown, text, name, ...expected }) => {
    const { container } = render(<MarkdownText text={markdown} />);
    const found = outline(container);
    const nothing = {
      strong: [],
      em: [],
      del: [],
      links: [],
      boxes: [],
      breaks: 0,
      notes: [],
      tables: [],
      references: 0,
    };
    expect(found, name).toEqual({ ...nothing, ...expected });
    if (text !== undefined) expect(container.textContent?.trim()).toBe(text);
  });
});
