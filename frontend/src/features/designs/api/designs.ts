import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { Design, DesignEdit } from "@/types/api";

/** The designs of a conversation; looked at anew with every opening, because a turn may have made one. */
export function useDesigns(org: string, conversation: string) {
  return useQuery({
    queryKey: keys.designs(org, conversation),
    staleTime: 0,
    queryFn: () =>
      everyRow(
        api.GET("/api/v1/organizations/{org}/conversations/{conversation_id}/designs", {
          params: { path: { org, conversation_id: conversation }, query: WHOLE },
        }),
      ),
  });
}

/** A design in its newest version; nothing is asked while none is known. */
export function useDesign(org: string, conversation: string, id: string | null) {
  return useQuery({
    queryKey: keys.design(org, conversation, id ?? ""),
    enabled: id !== null,
    staleTime: 0,
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/organizations/{org}/designs/{design_id}", { params: { path: { org, design_id: id ?? "" } } }),
      ),
  });
}

interface Change {
  base: number;
  edits?: DesignEdit[];
  restores?: number;
}

/** Keeps changed texts, or an older version, as the next version. */
export function useChangeDesign(org: string, conversation: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (body: Change): Promise<Design> =>
      unwrap(
        api.POST("/api/v1/organizations/{org}/designs/{design_id}/versions", {
          params: { path: { org, design_id: id } },
          body,
        }),
      ),
    onSuccess: (design) => client.setQueryData(keys.design(org, conversation, id), design),
  });
}

/** Where a design is downloaded as a file. */
export const fileAddress = (org: string, { id, shown }: Design, type: "pptx" | "pdf" | "png"): string =>
  `/api/v1/organizations/${encodeURIComponent(org)}/designs/${id}/file?file_type=${type}&version=${shown}`;
