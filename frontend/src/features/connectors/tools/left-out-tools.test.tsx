import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";

import { toggle } from "@/testing/builders";

import { ConnectorMenuRows } from "../menu/connector-menu-rows";
import { rowOfToggle } from "../menu/connector-row-state";
import { LeftOutTools } from "./left-out-tools";

const left_out = [
  { name: "list_all\u202e", reason: "Its input schema is no schema." },
  { name: "", reason: "It has no name, so it cannot be called." },
];

it("names each tool that is left out, with its reason, as it is really written", async () => {
  render(<LeftOutTools of={{ name: "Files", left_out }} />);
  await userEvent.click(screen.getByText("2 tools are left out"));
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    expect.stringContaining("Its input schema is no schema."),
    expect.stringContaining("It has no name"),
  ]);
  expect(document.body.textContent).toContain("list_all");
  expect(document.body.textContent).not.toContain("\u202e");
});

it("says nothing where nothing is left out", () => {
  const { container } = render(<LeftOutTools of={{ name: "Files", left_out: [] }} />);
  expect(container).toBeEmptyDOMElement();
});

it("stands in the menu below the connector, whether it is on or not", () => {
  const actions = { busy: null, error: null } as never;
  render(
    <ConnectorMenuRows
      rows={[rowOfToggle(toggle({ left_out: left_out.slice(0, 1) }))]}
      loading={false}
      error={null}
      actions={actions}
    />,
  );
  expect(screen.getByText("1 tool is left out")).toBeInTheDocument();
  expect(screen.getByText(/Its input schema is no schema/)).toBeInTheDocument();
});
