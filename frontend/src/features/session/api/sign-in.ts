import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sessionPaths } from "@/config/paths";

import { sessionRequest } from "./session-request";

/** Begins a session; nothing of an earlier person stays in the cache. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person: { email: string; password: string }) => sessionRequest(sessionPaths.login, "POST", person),
    onSuccess: () => client.clear(),
  });
}
