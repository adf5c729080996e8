import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sessionPaths } from "@/config/paths";
import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";
import { sessionRequest } from "@/lib/session-request";

/** Changes one's name or time zone. */
export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; time_zone?: string; browser_time_zone?: string }) =>
      unwrap(api.PATCH("/api/v1/me", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
}

interface Wish {
  current: string;
  next: string;
  endTokens: boolean;
}

/** Sets a new password: other sessions end by it, the access tokens where one wants. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ current, next, endTokens }: Wish) => {
      await sessionRequest(sessionPaths.password, "POST", { current_password: current, new_password: next });
      if (endTokens) await unwrap(api.DELETE("/api/v1/me/tokens"));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
}
