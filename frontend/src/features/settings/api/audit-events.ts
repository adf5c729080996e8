import { useInfiniteQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** What happened, newest first, a page at a time. */
export function useAuditEvents(org: string, action: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: keys.audit(org, action),
    enabled,
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/organizations/{org}/audit-events", {
          params: {
            path: { org },
            query: { ...(action.trim() && { action }), ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    getNextPageParam: ({ next }) => (next ? new URL(next, window.location.origin).searchParams.get("cursor") : null),
  });
}
