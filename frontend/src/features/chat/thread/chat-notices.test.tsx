import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { ChatNotices } from "./chat-notices";

const OFF = {
  id: "1",
  code: "account_disconnected" as const,
  text: "Notebook was switched off in this chat.",
  created_at: "",
};
const LEFT = { id: "2", code: "project_left" as const, text: "This chat left its project.", created_at: "" };

it("says what happened and lets it be put away", async () => {
  const seen = vi.fn();
  render(<ChatNotices notices={[OFF, LEFT]} onSeen={seen} />);
  expect(screen.getByRole("status")).toHaveTextContent("Notebook was switched off in this chat.");
  await userEvent.click(screen.getAllByRole("button", { name: "Got it" })[1]!);
  expect(seen.mock.calls).toEqual([["2"]]);
});

it("says nothing where nothing happened", () => {
  render(<ChatNotices notices={[]} onSeen={vi.fn()} />);
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
});
