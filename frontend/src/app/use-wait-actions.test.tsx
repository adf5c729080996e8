import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { ToolCallConnection } from "@/features/chat/tool-call/tool-call-connection";
import { toolCall } from "@/testing/builders";
import { FakeApi, problem, rows } from "@/testing/fake-api";
import { connection, connector } from "@/testing/organization-rows";
import { show } from "@/testing/show";

import { useWaitActions } from "./use-wait-actions";

const ACME = "/api/v1/organizations/acme";
const START = `POST ${ACME}/connectors/k1/connections`;
const RETURN = { return_to: "/o/acme/c/conversation-1" };
const header_fields = [{ name: "X-Api-Key", label: "API key", help: "Settings, API keys.", prefix: "" }];
const stay = vi.fn(() => Promise.resolve());

function Card({ reason = "connect", label = "" }: { reason?: "connect" | "sign_in_again"; label?: string }) {
  const { waits, dialog } = useWaitActions({ onGoOnWithout: stay, onAnswer: stay });
  const connection_wanted = { reason, scopes: [], scope_words: {}, label, why: "", expires_at: null };
  return (
    <>
      <ToolCallConnection call={toolCall({ status: "awaiting_connection", connection_wanted })} waits={waits} />
      {dialog}
    </>
  );
}

const sent = (api: FakeApi) => api.sent.map(({ body }) => body);

it("opens the form of one's key where the service takes no other sign-in, and goes on with it", async () => {
  const api = new FakeApi({
    [START]: ({ body }) =>
      Object.hasOwn(body as object, "headers")
        ? connection({ status: "connected" })
        : problem(400, "key_required", "Acme Tracker wants a key of your own."),
    [`GET ${ACME}/connectors`]: rows(connector({ header_fields })),
  });
  const { user } = show(<Card />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  const dialog = await screen.findByRole("dialog", { name: "Connect Acme Tracker" });
  expect(dialog).toBeInTheDocument();
  await user.type(screen.getByLabelText("API key"), "one");
  await user.click(screen.getByRole("button", { name: "Connect" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(sent(api)).toEqual([RETURN, { ...RETURN, headers: { "X-Api-Key": "one" } }]);
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

it("asks for another key where the kept one is refused, and says how that one ends", async () => {
  const kept = connection({ label: "Work", status: "needs_reauth", keys: [{ name: "X-Api-Key", ends_with: "1111" }] });
  const refused = problem(400, "key_refused", "The service does not accept this key.");
  new FakeApi({
    [START]: refused,
    [`GET ${ACME}/connectors`]: rows(connector({ header_fields, connections: [kept] })),
  });
  const { user } = show(<Card reason="sign_in_again" label="Work" />);
  await user.click(await screen.findByRole("button", { name: "Sign in again" }));
  await screen.findByRole("dialog", { name: "Enter your key for Acme Tracker again" });
  const field = screen.getByLabelText("API key");
  expect(field).toHaveAccessibleDescription(/The one that is not accepted any more ends in 1111\./);
  expect(field).toBeRequired();
  await user.type(field, "two");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("The service does not accept this key.")).toBeInTheDocument();
});

it("asks for the consent to health records before their sign-in, and leaves it at nothing when that is closed", async () => {
  const asked = {
    version: "v",
    notice: "Not medical advice.",
    text: ["Not medical advice."],
    categories: [],
    given: null,
  };
  const api = new FakeApi({
    [START]: problem(403, "consent_required", "Give your consent first."),
    [`GET ${ACME}/connectors`]: rows(connector({ wants_consent: true })),
    [`GET ${ACME}/connectors/k1/consent`]: asked,
  });
  const { user } = show(<Card />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  await user.click(await screen.findByRole("button", { name: "Cancel" }));
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  await waitFor(() => expect(screen.getByRole("button", { name: "Connect" })).toBeEnabled());
  expect(sent(api)).toEqual([RETURN]);
});

it("says any other trouble in words", async () => {
  new FakeApi({
    [START]: problem(502, "server_unreachable", "It does not answer."),
    [`GET ${ACME}/connectors`]: rows(),
  });
  const { user } = show(<Card />);
  await user.click(await screen.findByRole("button", { name: "Connect" }));
  expect(await screen.findByText("It does not answer.")).toBeInTheDocument();
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});
