import { useQuery } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Should the stream be lost for good, this says that the turn is over. */
const LOOK_AGAIN_MILLISECONDS = 10_000;
/** A turn may begin on another device. Nothing is asked while the tab is out of sight. */
const LOOK_FOR_NEW_MILLISECONDS = 4_000;

/** One conversation of one's own; nothing is asked while there is none. */
export function useConversation(org: string, id: string | null) {
  return useQuery({
    queryKey: keys.conversation(org, id ?? ""),
    enabled: id !== null,
    // Looked at anew with every return to the tab: a switch may have gone off elsewhere.
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.active_turn ? LOOK_AGAIN_MILLISECONDS : LOOK_FOR_NEW_MILLISECONDS),
    queryFn: () =>
      unwrap(api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}", { params: { path: { org, conversation_id: id ?? "" } } })),
  });
}
