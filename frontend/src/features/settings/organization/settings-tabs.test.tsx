import { screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { show } from "@/testing/show";

import { SettingsTabs } from "./settings-tabs";

it.each([
  [0, /^Connectors$/],
  [1, /^Connectors\s*1\s*request$/],
  [3, /^Connectors\s*3\s*requests$/],
])("says beside the page how many requests wait there: %s", async (requests, name) => {
  show(<SettingsTabs org="acme" requests={requests} />);
  expect(await screen.findByRole("link", { name })).toHaveAttribute("href", "/o/acme/settings/connectors");
  expect(screen.getByRole("link", { name: "Members" })).toBeInTheDocument();
});
