import { useEffect } from "react";

import type { Me } from "@/types/api";

import { useChangeMe } from "../api/profile";

/** Tells the server the browser's time zone, until one has chosen a zone in the profile. A failure is tried at the next visit. */
export function useBrowserTimeZone({ time_zone, time_zone_chosen }: Pick<Me, "time_zone" | "time_zone_chosen">) {
  const { mutate } = useChangeMe();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const tells = Boolean(zone) && !time_zone_chosen && zone !== time_zone;
  useEffect(() => {
    if (tells) mutate({ browser_time_zone: zone });
  }, [tells, zone, mutate]);
}
