import { replaceEqualDeep, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, nextPage, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Message, Page } from "@/types/api";

/** Enough to fill a screen several times over; what came before is asked for when somebody wants to see it. */
const PAGE = { order: "newest_first", page_size: 50 } as const;

/** The newest messages of a conversation, oldest first, with all earlier ones that were loaded. */
export function useMessages(org: string, conversation: string | null) {
  const client = useQueryClient();
  const id = conversation ?? "";
  return useQuery({
    queryKey: keys.messages(org, id),
    enabled: conversation !== null,
    structuralSharing: (before, now) => keptById(before as Message[] | undefined, now as Message[]),
    queryFn: async (): Promise<Message[]> => {
      const call = api.GET("/api/v1/organizations/{org}/conversations/{conversation}/messages", {
        params: { path: { org, conversation: id }, query: PAGE },
      });
      const page = (await unwrap(call)) as Page<Message>;
      const newest = page.results.toReversed();
      const earlier = before(client.getQueryData<Message[]>(keys.messages(org, id)), newest[0]);
      if (!earlier.length) client.setQueryData(keys.earlierMessages(org, id), page.next ?? null);
      return [...earlier, ...newest];
    },
  });
}

/** What was loaded and stands before this message; nothing when there may be others in between. */
function before(known: Message[] = [], first: Message | undefined): Message[] {
  const at = known.findIndex((one) => one.id === first?.id);
  return at > 0 ? known.slice(0, at) : [];
}

/** Messages that say the same stay the same objects, although more stand before them now. */
function keptById(known: Message[] = [], now: Message[]): Message[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  return now.map((one) => replaceEqualDeep(byId.get(one.id), one));
}

export interface EarlierMessages {
  /** The conversation has messages before those that are loaded. */
  some: boolean;
  loading: boolean;
  error: unknown;
  /** Loads a page of them. `onArrival` is called right before they are shown. */
  load: (onArrival: (count: number) => void) => void;
}

/** What stands before the loaded messages of a conversation. */
export function useEarlierMessages(org: string, conversation: string): EarlierMessages {
  const client = useQueryClient();
  const address = useQuery<string | null>({ queryKey: keys.earlierMessages(org, conversation), queryFn: skipToken });
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ from }: { from: string; onArrival: (count: number) => void }) => nextPage<Message>(from),
    onSuccess: ({ results, next }, { from, onArrival }) => {
      // What is shown may begin elsewhere by now.
      if (client.getQueryData(keys.earlierMessages(org, conversation)) !== from) return;
      onArrival(results.length);
      client.setQueryData<Message[]>(keys.messages(org, conversation), (all = []) => [...results.toReversed(), ...all]);
      client.setQueryData(keys.earlierMessages(org, conversation), next ?? null);
    },
  });
  const from = address.data ?? null;
  return {
    some: from !== null,
    loading: isPending,
    error,
    load: (onArrival) => {
      if (from !== null && !isPending) mutate({ from, onArrival });
    },
  };
}
