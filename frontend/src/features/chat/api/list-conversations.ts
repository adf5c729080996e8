import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

interface Filter {
  project?: string;
  q?: string;
}

/** One's own conversations, newest first: the first page. */
export function useConversations(org: string, filter: Filter = {}) {
  return useQuery({
    queryKey: keys.conversationList(org, filter),
    queryFn: async () => {
      const page = await unwrap(
        api.GET("/api/v1/organizations/{org}/conversations", { params: { path: { org }, query: filter } }),
      );
      return page.results;
    },
    placeholderData: (before) => before,
  });
}
