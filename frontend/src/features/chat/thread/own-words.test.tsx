import { render } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { waitActions, message } from "@/testing/builders";

import table from "../../../../../tests/plain_lines.json";
import { START } from "../stream/turn-reducer";
import { Thread } from "./thread";

const actions = { onDecide: vi.fn(), onSettle: vi.fn(), waits: waitActions(), onGoOn: vi.fn() };

it.each(table)("a person's words are shown as they were written: $text", ({ text, lines }) => {
  const { container } = render(
    <Thread
      messages={[message({ id: "m1", content: [{ type: "text", text }] })]}
      turn={null}
      live={START}
      {...actions}
    />,
  );
  expect([...container.querySelectorAll("p[dir=auto]")].map((line) => line.textContent)).toEqual(lines);
  expect(container.querySelectorAll("a, strong, em, del, code, h1, ul, ol, input, table")).toHaveLength(0);
});
