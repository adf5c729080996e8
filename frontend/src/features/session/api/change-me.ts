import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

/** Changes one's name or time zone. */
export function useChangeMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; time_zone?: string; browser_time_zone?: string }) =>
      unwrap(api.PATCH("/api/v1/me", { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
}
