import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { type Place, PlaceProvider } from "@/lib/organization-context";
import type { Connector, Role } from "@/types/api";

import { WaitingTools } from "./waiting-tools";

function show(role: Role, waiting: number, onReview?: () => void) {
  const connector = { id: "k1", name: "Ours", waiting_tools: waiting } as Connector;
  render(
    <PlaceProvider value={{ org: "acme", role } as Place}>
      <WaitingTools connector={connector} onReview={onReview} />
    </PlaceProvider>,
  );
}

it.each([
  ["owner", 2, "Review 2 tools of Ours"],
  ["primary_owner", 1, "Review 1 tool of Ours"],
] as [Role, number, string][])("shows an %s the way to %i", async (role, waiting, name) => {
  const onReview = vi.fn();
  show(role, waiting, onReview);
  await userEvent.click(screen.getByRole("button", { name }));
  expect(onReview).toHaveBeenCalledOnce();
});

it.each(["member", "admin", "auditor"] as Role[])("tells a member (%s) who has to look", (role) => {
  show(role, 2, vi.fn());
  expect(screen.getByText("An owner has to review 2 new or changed tools.")).toBeInTheDocument();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it.each(["owner", "member"] as Role[])("says nothing to a %s where nothing waits", (role) => {
  show(role, 0, vi.fn());
  expect(document.body).toHaveTextContent("");
});
