import { screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { FakeApi, problem } from "@/testing/fake-api";
import { connection, connector } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { ConnectionList } from "./connection-list";

const AT = "POST /api/v1/organizations/acme/connectors/k1/connections";
const header_fields = [
  { name: "X-Api-Key", label: "API key", help: "Settings, API keys.", prefix: "" },
  { name: "DD-API-KEY", label: "Second key", help: "", prefix: "" },
];
const keys = [
  { name: "X-Api-Key", ends_with: "1111" },
  { name: "DD-API-KEY", ends_with: "" },
];

it("asks for one's own keys before it connects, and sends them", async () => {
  const api = new FakeApi({ [AT]: connection({ keys }) });
  const { user } = show(<ConnectionList connector={connector({ id: "k1", header_fields })} />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  const first = screen.getByLabelText("API key");
  expect(first).toHaveAttribute("type", "password");
  expect(first).toHaveAccessibleDescription("Settings, API keys.");
  await user.type(first, "one");
  await user.type(screen.getByLabelText("Second key"), "two");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  expect(api.sent.map(({ body }) => body)).toEqual([
    { return_to: "/", headers: { "X-Api-Key": "one", "DD-API-KEY": "two" } },
  ]);
});

it("keeps the form open where the service refuses the key, and says so", async () => {
  new FakeApi({ [AT]: problem(400, "key_refused", "The service does not accept this key. Nothing was stored.") });
  const { user } = show(
    <ConnectionList connector={connector({ id: "k1", header_fields: header_fields.slice(0, 1) })} />,
  );
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  await user.type(screen.getByLabelText("API key"), "wrong");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  expect(await screen.findByText(/does not accept this key/)).toBeInTheDocument();
  expect(screen.getByLabelText("API key")).toHaveValue("wrong");
});

it("replaces one of several keys, and shows only how they end", async () => {
  const api = new FakeApi({ [AT]: connection({ keys }) });
  const own = connection({ keys, label: "Work" });
  const { user } = show(<ConnectionList connector={connector({ id: "k1", header_fields, connections: [own] })} />);
  expect(await screen.findByText(/X-Api-Key ends in 1111 · DD-API-KEY is kept/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Replace key" }));
  expect(screen.getByLabelText("API key")).toHaveAccessibleDescription(/ends in 1111; left empty, it stays/);
  await user.type(screen.getByLabelText("Second key"), "new");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(api.sent.map(({ body }) => body)).toEqual([
    { return_to: "/", label: "Work", headers: { "DD-API-KEY": "new" } },
  ]);
});

it("calls a refused key by its name", async () => {
  new FakeApi({});
  const own = connection({ keys, status: "needs_reauth" });
  show(<ConnectionList connector={connector({ id: "k1", header_fields, connections: [own] })} />);
  expect(await screen.findByRole("button", { name: "Enter the key again" })).toBeInTheDocument();
});
