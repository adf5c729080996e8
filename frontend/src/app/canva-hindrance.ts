import type { ConnectorRow } from "@/features/connectors/menu/connector-row-state";

/** Why a design cannot be sent to Canva now, in words that say what to do; empty when it can. */
export function canvaHindrance(rows: ConnectorRow[], active: boolean): string {
  const canva = rows.find((row) => row.listing === "canva");
  if (!canva || canva.action === "enable") return "an owner has to enable the Canva connector first.";
  if (canva.action === "connect") return "connect your Canva account first, with “+” in the chat.";
  if (canva.action === "reconnect") return "sign in to Canva again first, with “+” in the chat.";
  if (canva.action === "none") return canva.sub;
  if (!canva.enabled) return "switch Canva on in this chat first, with “+” there.";
  return active ? "wait until the answer is finished." : "";
}
