import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { keys } from "@/lib/query-keys";

/** A notice says that a switch went off, in another tab or by an owner: what is on is looked up anew. */
export function useTogglesAfterNotices(org: string, conversation: string, notices: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (notices > 0) void client.invalidateQueries({ queryKey: keys.toggles(org, conversation) });
  }, [client, org, conversation, notices]);
}
