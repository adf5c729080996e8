import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { FakeApi, problem, rows } from "@/testing/fake-api";
import { show } from "@/testing/show";
import type { Design } from "@/types/api";

import { DesignPanel } from "./design-panel";

const ORG = "/api/v1/organizations/acme";
const CHAT = "c0000000-0000-4000-8000-000000000000";
const ID = "d0000000-0000-4000-8000-000000000000";
const CALL = "a0000000-0000-4000-8000-000000000000";

const words = (field: string, text: string) => ({
  ...{ field, text, x: 0, y: 0, width: 800, height: 100, size: 40, color: "#000000", bold: false },
  align: "left" as const,
  lines: field === "text",
});

const design = (changes: Partial<Design> = {}): Design => ({
  id: ID,
  conversation: CHAT,
  title: "Launch plan",
  kind: "slides",
  version: 1,
  shown: 1,
  pages: [
    {
      ...{ width: 1600, height: 900, background: "#ffffff" },
      figures: [{ kind: "rectangle", x: 0, y: 0, width: 1600, height: 18, fill: "#4f46e5", points: "" }],
      words: [words("title", "Launch"), words("text", "2027")],
    },
    { width: 1600, height: 900, background: "#ffffff", figures: [], words: [words("bullets.0", "One")] },
  ],
  versions: [{ number: 1, by: "assistant", restores: null, created_at: "2026-11-28T10:00:00Z" }],
  updated_at: "2026-11-28T10:00:00Z",
  ...changes,
});

const mark = { id: ID, title: "Launch plan", kind: "slides", version: 1, calls: [CALL], updated_at: "" };

function open(answers: ConstructorParameters<typeof FakeApi>[0] = {}, hindrance = "", narrow = false) {
  const api = new FakeApi({
    [`GET ${ORG}/conversations/${CHAT}/designs`]: rows(mark),
    [`GET ${ORG}/designs/${ID}`]: design(),
    ...answers,
  });
  const onSend = vi.fn();
  const onClose = vi.fn();
  vi.stubGlobal("matchMedia", () => ({ matches: narrow, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  const shown = show(
    <DesignPanel
      {...{ conversation: CHAT, call: CALL, hindrance, onSend, onClose }}
      opener={document.querySelector("[data-opener]")}
    />,
  );
  return { ...shown, api, onSend, onClose };
}

const versionsPath = `POST ${ORG}/designs/${ID}/versions`;

describe("a design beside the chat", () => {
  it("shows every text with a name for those who hear it", async () => {
    open();
    expect(await screen.findByRole("textbox", { name: "Title, page 1 of 2" })).toHaveValue("Launch");
    expect(screen.getByRole("textbox", { name: "Point 1, page 2 of 2" })).toHaveValue("One");
    expect(screen.getByRole("heading", { name: "Launch plan" })).toHaveFocus();
  });

  it("keeps a changed text as a new version when the field is left, and nothing when nothing changed", async () => {
    const changed = design({ version: 2, shown: 2 });
    const { user, api } = open({ [versionsPath]: changed });
    const title = await screen.findByRole("textbox", { name: "Title, page 1 of 2" });
    await user.click(title);
    await user.tab();
    expect(api.sent).toEqual([]);
    await user.clear(title);
    await user.type(title, "Start");
    await user.tab();
    await waitFor(() =>
      expect(api.sent).toEqual([
        {
          method: "POST",
          path: `${ORG}/designs/${ID}/versions`,
          body: { base: 1, edits: [{ page: 0, field: "title", text: "Start" }] },
        },
      ]),
    );
    expect(await screen.findByText("Version 2")).toBeInTheDocument();
  });

  it("takes what is typed back with Escape, and then closes with it", async () => {
    const { user, api, onClose } = open();
    const title = await screen.findByRole("textbox", { name: "Title, page 1 of 2" });
    await user.type(title, "x{Escape}");
    expect(title).toHaveValue("Launch");
    expect(onClose).not.toHaveBeenCalled();
    await user.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalledOnce();
    expect(api.sent).toEqual([]);
  });

  it("takes the last change back as a new version", async () => {
    const second = { number: 2, by: "person" as const, restores: null, created_at: "2026-11-28T10:01:00Z" };
    const { user, api } = open({
      [`GET ${ORG}/designs/${ID}`]: design({ version: 2, shown: 2, versions: [second, ...design().versions] }),
      [versionsPath]: design({ version: 3 }),
    });
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(api.sent[0]?.body).toEqual({ base: 2, restores: 1 }));
  });

  it("gives the focus back to what was pressed, also where that was covered meanwhile", async () => {
    const opener = document.body.appendChild(document.createElement("button"));
    opener.dataset.opener = "";
    const { unmount } = open();
    expect(await screen.findByRole("heading", { name: "Launch plan" })).toHaveFocus();
    unmount();
    expect(opener).toHaveFocus();
    opener.remove();
  });

  it("has nothing to undo in a first version", async () => {
    open();
    expect(await screen.findByRole("button", { name: "Undo" })).toBeDisabled();
  });

  it("says that another tab was quicker, and shows the newest", async () => {
    const { user, api } = open({
      [versionsPath]: problem(409, "design_changed", "This design was changed meanwhile."),
    });
    await user.type(await screen.findByRole("textbox", { name: "Text, page 1 of 2" }), "!");
    await user.tab();
    await user.click(await screen.findByRole("button", { name: "Show the newest" }));
    await waitFor(() => expect(api.count(`GET ${ORG}/designs/${ID}`)).toBe(2));
  });

  it("asks the assistant to send exactly this version to Canva", async () => {
    const { user, onSend } = open();
    await user.click(await screen.findByRole("button", { name: "Send to Canva" }));
    expect(onSend).toHaveBeenCalledWith(`Send the design “Launch plan” to Canva (design ${ID}, version 1).`);
  });

  it("stays beside the chat when it is sent, and makes room for the chat's question where it covers it", async () => {
    const beside = open();
    await beside.user.click(await screen.findByRole("button", { name: "Send to Canva" }));
    expect(beside.onClose).not.toHaveBeenCalled();
    beside.unmount();
    const above = open({}, "", true);
    await above.user.click(await screen.findByRole("button", { name: "Send to Canva" }));
    expect(above.onSend).toHaveBeenCalledOnce();
    expect(above.onClose).toHaveBeenCalledOnce();
  });

  it("says next to the button why it cannot be sent", async () => {
    open({}, "connect your Canva account first.");
    expect(await screen.findByRole("button", { name: "Send to Canva" })).toBeDisabled();
    expect(screen.getByText("Send to Canva: connect your Canva account first.")).toBeInTheDocument();
  });

  it("says that a design is gone", async () => {
    open({ [`GET ${ORG}/conversations/${CHAT}/designs`]: rows() });
    expect(await screen.findByText("This design is not there any more.")).toBeInTheDocument();
  });
});
