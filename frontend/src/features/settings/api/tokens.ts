import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, everyRow, unwrap, WHOLE } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import type { TokenScope } from "@/types/api";

export interface NewToken {
  name: string;
  scopes: TokenScope[];
  expires_in_days: number;
}

/** One's personal access tokens, without their secrets. */
export function useTokens() {
  return useQuery({
    queryKey: keys.tokens,
    queryFn: () => everyRow(api.GET("/api/v1/me/tokens", { params: { query: WHOLE } })),
  });
}

/** Makes a token; its secret is in this answer and never again. */
export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewToken) => unwrap(api.POST("/api/v1/me/tokens", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}

/** Ends a token at once. */
export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) =>
      unwrap(api.DELETE("/api/v1/me/tokens/{token_id}", { params: { path: { token_id: token } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
