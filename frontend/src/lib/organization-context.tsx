import { createContext, useContext } from "react";

import type { Me, Organization, Role } from "@/types/api";

export interface Place {
  org: string;
  organization: Organization;
  role: Role;
  me: Pick<Me, "id" | "name" | "email" | "keep_things">;
}

const PlaceContext = createContext<Place | null>(null);

export const PlaceProvider = PlaceContext.Provider;

/** The organization that the page is in, and who the person is there. Only below its route. */
export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (!place) throw new Error("usePlace is for screens inside an organization.");
  return place;
}

/** Whether the person may enable and change connectors for everyone. */
export function isOwner(role: Role): boolean {
  return role === "primary_owner" || role === "owner";
}

export const ROLE_NAMES: Record<Role, string> = {
  primary_owner: "Primary owner",
  owner: "Owner",
  admin: "Admin",
  auditor: "Auditor",
  member: "Member",
};
