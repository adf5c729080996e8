import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Conversation } from "@/types/api";

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
      unwrap(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}", {
          params: { path: { org, conversation_id: id ?? "" } },
        }),
      ),
  });
}

/** A connector to switch on from the beginning, with one of one's own accounts where there are several. */
export interface Wanted {
  connector: string;
  connection?: string;
}

interface Made {
  project: string | null;
  connectors: Wanted[];
}

/** Makes a conversation without a message, in a project or in one's own space. */
export function useCreateConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (made: Made) => {
      const call = api.POST("/api/v1/organizations/{org}/conversations", {
        params: { path: { org } },
        body: made,
      });
      // Events come only to who asks for them (send-message.ts).
      return (await unwrap(call)) as Conversation;
    },
    onSuccess: (conversation) => {
      client.setQueryData(keys.conversation(org, conversation.id), conversation);
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}

interface Change {
  id: string;
  title?: string;
  project?: string | null;
}

/** Renames or moves a conversation. */
export function useChangeConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Change) =>
      unwrap(
        api.PATCH("/api/v1/organizations/{org}/conversations/{conversation_id}", {
          params: { path: { org, conversation_id: id } },
          body,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.conversations(org) }),
  });
}

/** Deletes a conversation; its links die, a running turn stops. */
export function useDeleteConversation(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/conversations/{conversation_id}", {
          params: { path: { org, conversation_id: id } },
        }),
      ),
    onSuccess: (_, id) => {
      client.removeQueries({ queryKey: keys.conversation(org, id) });
      return client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
    },
  });
}

/** Says that a notice of a conversation has been read. */
export function useDismissNotice(org: string, conversation: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (notice: string) =>
      unwrap(
        api.DELETE("/api/v1/organizations/{org}/conversations/{conversation_id}/notices/{notice_id}", {
          params: { path: { org, conversation_id: conversation, notice_id: notice } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.conversation(org, conversation) }),
  });
}
