import { screen } from "@testing-library/react";
import { expect, it } from "vitest";

import { FakeApi } from "@/testing/fake-api";
import { listingPage } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { ListingScreen } from "../directory/listing-screen";
import { SetUpGuide } from "./set-up-guide";

const setup = {
  wanted: true,
  required: true,
  steps: ["Open the console.", "Make a client."],
  url: "https://console.example/",
  redirect_uri: "https://us.example/oauth/callback/desk",
  guide: "## Getting the client",
};
const desk = listingPage({ name: "Desk", slug: "desk", connector: null, setup });

it("says to members how it is set up, which address is registered, and that an owner does it", async () => {
  show(
    <SetUpGuide listing={desk}>
      <p>Its page.</p>
    </SetUpGuide>,
  );
  expect(await screen.findByRole("heading", { name: /How.*Desk.*is set up/ })).toBeInTheDocument();
  expect(screen.getByText("An owner has to set this up first.")).toBeInTheDocument();
  expect(screen.getAllByRole("listitem").map((one) => one.textContent)).toEqual(setup.steps);
  expect(screen.getByText(setup.redirect_uri)).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Copy address" })).toBeInTheDocument();
  expect(screen.getByText("Its page.")).toBeInTheDocument();
  expect(screen.getByRole("link", { name: "Desk" })).toHaveAttribute("href", "/o/acme/connectors/desk");
});

it("says to owners where to enter what they got", async () => {
  show(<SetUpGuide listing={desk} />, { role: "owner" });
  expect(await screen.findByText(/Enter client id and secret on the page of the connector/)).toBeInTheDocument();
});

it.each([
  [{ wanted: false, required: false }, "Nothing has to be entered: members can connect."],
  [{ wanted: true, required: false }, "It is set up: members can connect."],
])("says where nothing is to be done: %o", async (state, words) => {
  show(<SetUpGuide listing={listingPage({ setup: { ...setup, ...state } })} />);
  expect(await screen.findByText(words)).toBeInTheDocument();
});

it.each(["member", "owner"] as const)(
  "is led to from the connector's page, before it was enabled: %s",
  async (role) => {
    new FakeApi({});
    show(<ListingScreen listing={desk} failed={null} />, { role });
    expect(await screen.findByRole("link", { name: "More about setting it up" })).toHaveAttribute(
      "href",
      "/o/acme/connectors/desk/set-up",
    );
    expect(screen.getByText(setup.redirect_uri)).toBeInTheDocument();
  },
);
