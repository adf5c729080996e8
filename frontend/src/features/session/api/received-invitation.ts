import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

const ONE = "/api/v1/invitations/{token}";

/** The invitation behind a link that one was given. */
export function useReceivedInvitation(token: string) {
  return useQuery({
    queryKey: keys.invitation(token),
    queryFn: () => unwrap(api.GET(ONE, { params: { path: { token } } })),
  });
}

/** Takes it: from now on one is a member. */
export function useAcceptInvitation(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST(ONE, { params: { path: { token } } })),
    onSuccess: () => client.resetQueries({ queryKey: keys.me }),
  });
}
