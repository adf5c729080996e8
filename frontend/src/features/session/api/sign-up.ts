import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sessionPaths } from "@/config/paths";

import { sessionRequest } from "./session-request";

/** Makes an account with a personal organization, and begins a session. */
export function useSignUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person: { name: string; email: string; password: string }) =>
      sessionRequest(sessionPaths.signup, "POST", person),
    onSuccess: () => client.clear(),
  });
}
