import { isOwner } from "@/lib/organization-context";
import type { Role } from "@/types/api";

import { useOpenRequests } from "../api/requests";

/** How many requests wait for this owner's decision; none for others, who decide on none. */
export function useRequestCount(org: string, role: Role | undefined): number {
  const decides = role !== undefined && isOwner(role);
  const { data } = useOpenRequests(org, decides);
  return decides ? (data?.length ?? 0) : 0;
}
