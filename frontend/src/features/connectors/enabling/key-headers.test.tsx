import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";

import { FakeApi, problem } from "@/testing/fake-api";
import { connector } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { KeyHeaders } from "./key-headers";

const AT = "PATCH /api/v1/organizations/acme/connectors/k1";
const header_fields = [
  { name: "X-Api-Key", label: "Key", help: "", prefix: "" },
  { name: "Authorization", label: "Authorization", help: "", prefix: "Bearer " },
];

it("shows the headers as they are typed, and saves others", async () => {
  const api = new FakeApi({ [AT]: connector() });
  const { user } = show(<KeyHeaders connector={connector({ custom: true, header_fields })} />, { role: "owner" });
  const field = await screen.findByLabelText("Headers for members’ own keys");
  expect(field).toHaveValue("X-Api-Key, Authorization: Bearer");
  expect(field).toHaveAccessibleDescription(/are asked for them anew/);
  expect(screen.getByRole("button", { name: "Save headers" })).toBeDisabled();
  await user.clear(field);
  await user.type(field, "X-Auth-Token, Authorization: Token");
  await user.click(screen.getByRole("button", { name: "Save headers" }));
  const wanted = [
    { name: "X-Auth-Token", prefix: "" },
    { name: "Authorization", prefix: "Token " },
  ];
  await waitFor(() => expect(api.sent.map(({ body }) => body)).toEqual([{ header_fields: wanted }]));
});

it("says at the field which header can hold no key", async () => {
  const no = problem(400, "header_not_allowed", "No.", [
    { field: "header_fields", message: "Cookie can’t hold a key." },
  ]);
  new FakeApi({ [AT]: no });
  const { user } = show(<KeyHeaders connector={connector({ custom: true })} />, { role: "owner" });
  await user.type(await screen.findByLabelText("Headers for members’ own keys"), "Cookie");
  await user.click(screen.getByRole("button", { name: "Save headers" }));
  expect(await screen.findByText("Cookie can’t hold a key.")).toBeInTheDocument();
});
