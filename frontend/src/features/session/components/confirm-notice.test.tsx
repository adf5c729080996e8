import { screen } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import { allowed, refused } from "@/testing/builders";
import { FakeApi, json } from "@/testing/fake-api";
import { show } from "@/testing/show";

import { ConfirmNotice } from "./confirm-notice";

const EMAIL = "/_allauth/browser/v1/account/email";
const waits = refused("email_not_verified", "Confirm your e-mail address first.");
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi({ [`PUT ${EMAIL}`]: { status: 200 } });
});

describe("the confirmation", () => {
  it("is asked for only while it is missing", async () => {
    show(
      <>
        <ConfirmNotice me={{ email: "nora@example.org", keep_things: allowed }} />
        <p>Beside it</p>
      </>,
    );
    expect(await screen.findByText("Beside it")).toBeInTheDocument();
    expect(screen.queryByText(/Confirm your address/)).not.toBeInTheDocument();
  });
  it("is sent again, and says so", async () => {
    const { user } = show(<ConfirmNotice me={{ email: "nora@example.org", keep_things: waits }} />);
    await user.click(await screen.findByRole("button", { name: "Send the link again" }));
    expect(await screen.findByText("Sent to nora@example.org.")).toBeInTheDocument();
    expect(api.sent).toEqual([{ path: EMAIL, method: "PUT", body: { email: "nora@example.org" } }]);
  });
  it("says when the last link is too young for another", async () => {
    api.answers[`PUT ${EMAIL}`] = json({ status: 403 }, 403);
    const { user } = show(<ConfirmNotice me={{ email: "nora@example.org", keep_things: waits }} />);
    await user.click(await screen.findByRole("button", { name: "Send the link again" }));
    expect(await screen.findByText(/A link was sent a moment ago/)).toBeInTheDocument();
  });
});
