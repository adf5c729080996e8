import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { FakeApi, problem } from "@/testing/fake-api";
import { setup } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { SetupPanel } from "./setup-panel";

const AT = "/api/v1/organizations/acme/connectors/k1";
const tenant = {
  name: "tenant",
  label: "Tenant",
  help: "Yours.",
  default: "common",
  value: "common",
  source: "default",
} as const;

function shown(answers: ConstructorParameters<typeof FakeApi>[0]) {
  const api = new FakeApi(answers);
  return { api, ...show(<SetupPanel connector="k1" name="Desk" listing="desk" />, { role: "owner" }) };
}

it("says what is missing, how to get it, and which address to register", async () => {
  shown({ [`GET ${AT}/setup`]: setup() });
  expect(await screen.findByText("Set up first. Still to enter: client id.")).toBeInTheDocument();
  expect(screen.getAllByRole("listitem").map((one) => one.textContent)).toEqual([
    "Open the console.",
    "Make a client.",
  ]);
  expect(screen.getByRole("link", { name: "Where the service gives it" })).toHaveAttribute(
    "href",
    "https://console.example/",
  );
  expect(screen.getByText("https://us.example/oauth/callback/desk")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "More about setting it up" })).toHaveAttribute(
    "href",
    "/o/acme/connectors/desk/set-up",
  );
  expect(screen.getByRole("button", { name: "Copy address" })).toBeInTheDocument();
  expect(screen.getByText("desk:read").parentElement).toHaveTextContent(
    /^Access to allow it there: ?desk:read ?desk:write/,
  );
  expect(screen.getByRole("button", { name: "Copy access" })).toBeInTheDocument();
});

it("says where the operator has changed what was tested", async () => {
  shown({ [`GET ${AT}/setup`]: setup({ missing: [], tested_at: "2026-11-20T10:00:00Z" }) });
  expect(
    await screen.findByText(/^A draft again: since its test passed on 20 Nov the operator has changed/),
  ).toBeInTheDocument();
});

it("sends what was typed and empties the secret", async () => {
  const { api, user } = shown({
    [`GET ${AT}/setup`]: setup({ fields: [tenant] }),
    [`PATCH ${AT}/setup`]: setup({ fields: [tenant], missing: [] }),
  });
  const field = await screen.findByLabelText("Tenant");
  expect(field).toHaveAccessibleDescription("Yours. Left empty, this is used.");
  await user.type(field, "contoso");
  await user.type(screen.getByLabelText("Client id"), " own ");
  await user.type(screen.getByLabelText("Client secret"), "s3cret");
  await user.click(screen.getByRole("button", { name: "Save as draft" }));
  expect(api.sent).toEqual([
    {
      method: "PATCH",
      path: `${AT}/setup`,
      body: { oauth_client_id: "own", oauth_client_secret: "s3cret", setup_values: { tenant: "contoso" } },
    },
  ]);
  expect(screen.getByLabelText("Client secret")).toHaveValue("");
});

it("shows of a kept secret only since when it is there and how it ends", async () => {
  const oauth_secret = { set_at: "2026-11-20T10:00:00Z", ends_with: "k3Xy", readable: true };
  shown({ [`GET ${AT}/setup`]: setup({ oauth_client_id: "own", oauth_secret }) });
  expect(await screen.findByLabelText("Client secret")).toHaveAccessibleDescription(
    /ends in k3Xy. Left empty, it stays/,
  );
});

it("puts a refused value beside its field", async () => {
  const refused = problem(400, "invalid_setup_value", "No.", [{ field: "setup_values.tenant", message: "No blanks." }]);
  const { user } = shown({ [`GET ${AT}/setup`]: setup({ fields: [tenant] }), [`PATCH ${AT}/setup`]: refused });
  await user.click(await screen.findByRole("button", { name: "Save as draft" }));
  expect(await screen.findByLabelText("Tenant")).toHaveAccessibleDescription(/No blanks/);
});

it("says of each step of the test how it went and what to do", async () => {
  const steps = [
    { name: "values", result: "passed", words: "Everything is entered.", todo: "" },
    { name: "client", result: "failed", words: "It does not take this client id.", todo: "Copy both once more." },
  ];
  const { user } = shown({
    [`GET ${AT}/setup`]: setup({ missing: [] }),
    [`POST ${AT}/diagnosis`]: { passed: false, required: true, steps },
  });
  await user.click(await screen.findByRole("button", { name: "Test it" }));
  const told = await screen.findByText("Mend what failed, save, and test again.");
  const lines = within(told.parentElement as HTMLElement)
    .getAllByRole("listitem")
    .map((one) => one.textContent);
  expect(lines).toEqual([
    "What has to be entered · Passed. Everything is entered.",
    "Client id and secret · Failed. It does not take this client id. Copy both once more.",
  ]);
});

it("tells how many have to sign in again before another server is chosen", async () => {
  const servers = { uses_remote: false, remote_host: "mcp.desk.example", accounts: 2 };
  const { api, user } = shown({ [`GET ${AT}/setup`]: setup({ servers }), [`PATCH ${AT}/setup`]: setup({ servers }) });
  await user.click(await screen.findByRole("radio", { name: "The service’s own MCP server (mcp.desk.example)" }));
  expect(api.sent).toEqual([]);
  expect(await screen.findByText(/2 accounts have to sign in again/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Change it" }));
  expect(api.sent.map(({ body }) => body)).toEqual([{ uses_remote: true }]);
});
