import type { Design } from "@/types/api";

type Version = Design["versions"][number];

/** The version to go back to from the newest one; null when there is none before it. A version that took something
 * back stands for the one that it restored. */
export function previousOf(versions: Version[]): number | null {
  const known = new Map(versions.map((one) => [one.number, one]));
  let at = versions[0];
  while (at?.restores) at = known.get(at.restores);
  return at && at.number > 1 ? at.number - 1 : null;
}
