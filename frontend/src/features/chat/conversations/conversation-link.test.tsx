import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { conversation } from "@/testing/builders";

import { ConversationLink } from "./conversation-link";

vi.mock("@/lib/organization-context", () => ({ usePlace: () => ({ org: "acme" }) }));

async function show() {
  const root = createRootRoute({
    component: () => <ConversationLink conversation={conversation({ title: "Login" })} className={{}} />,
  });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  await screen.findByRole("button", { name: "More about Login" });
  return userEvent.setup();
}

it.each(["Rename", "Delete"])("gives the focus back to the button of the menu after %s was left", async (item) => {
  const user = await show();
  await user.click(screen.getByRole("button", { name: "More about Login" }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
  expect(await screen.findByRole("dialog")).toBeInTheDocument();
  if (item === "Rename") await waitFor(() => expect(screen.getByLabelText("Title")).toHaveFocus());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.getByRole("button", { name: "More about Login" })).toHaveFocus());
});
