import { isOwner, usePlace } from "@/lib/organization-context";

import { useConnectors } from "../api/list-connectors";

/** How many tools wait for this owner's review, and of which connectors; none for others, who cannot do anything. */
export function useReviewCount(): { count: number; names: string[] } {
  const { org, role } = usePlace();
  const connectors = useConnectors(org, isOwner(role)).data ?? [];
  const waiting = isOwner(role) ? connectors.filter((one) => one.waiting_tools > 0) : [];
  return { count: waiting.reduce((sum, one) => sum + one.waiting_tools, 0), names: waiting.map((one) => one.name) };
}
