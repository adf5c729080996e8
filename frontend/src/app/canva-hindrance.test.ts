import { expect, it } from "vitest";

import type { ConnectorRow } from "@/features/connectors/menu/connector-row-state";

import { canvaHindrance } from "./canva-hindrance";

const canva = (changes: Partial<ConnectorRow>): ConnectorRow[] => [
  {
    ...{ connector: "k1", listing: "canva", name: "Canva", color: "", icon: null, custom: false, verification: null },
    ...{ sub: "Blocked by an owner.", warn: false, attention: "", accounts: [], leftOut: [] },
    ...{ action: "switch", enabled: true },
    ...changes,
  } as ConnectorRow,
];

// A design may cover the chat: then nothing stands “below” it.
it.each([
  [[], false, "an owner has to enable the Canva connector first."],
  [canva({ action: "enable" }), false, "an owner has to enable the Canva connector first."],
  [canva({ action: "connect" }), false, "connect your Canva account first, with “+” in the chat."],
  [canva({ action: "reconnect" }), false, "sign in to Canva again first, with “+” in the chat."],
  [canva({ action: "none" }), false, "Blocked by an owner."],
  [canva({ enabled: false }), false, "switch Canva on in this chat first, with “+” there."],
  [canva({}), true, "wait until the answer is finished."],
  [canva({}), false, ""],
])("says what to do before a design can be sent: %#", (rows, active, words) => {
  expect(canvaHindrance(rows, active)).toBe(words);
});
