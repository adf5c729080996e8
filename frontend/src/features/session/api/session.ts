import { useMutation, useQueryClient } from "@tanstack/react-query";

import { paths, sessionPaths } from "@/config/paths";
import { ApiProblem } from "@/lib/problem";
import { sessionRequest } from "@/lib/session-request";

/** Begins a session; nothing of an earlier person stays in the cache. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person: { email: string; password: string }) => sessionRequest(sessionPaths.login, "POST", person),
    onSuccess: () => client.clear(),
  });
}

/** Ends the session. The page is loaded anew, so that nothing stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => sessionRequest(sessionPaths.session, "DELETE"),
    onSuccess: () => {
      sessionStorage.clear();
      window.location.assign(paths.signIn);
    },
  });
}

/** Makes an account with a personal organization, and begins a session. */
export function useSignUp() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (person: { name: string; email: string; password: string }) =>
      sessionRequest(sessionPaths.signup, "POST", person),
    onSuccess: () => client.clear(),
  });
}

/** Has the link that confirms one's address mailed again. */
export function useSendConfirmation() {
  return useMutation({
    mutationFn: (email: string) => sessionRequest(sessionPaths.email, "PUT", { email }).catch(sentLately),
  });
}

/** The server sends one every three minutes, and refuses the next without words. */
function sentLately(error: unknown): never {
  if (error instanceof ApiProblem && error.status === 403) {
    throw new ApiProblem(
      403,
      "sent_lately",
      "A link was sent a moment ago. Look for it in your mail, or try again in three minutes.",
    );
  }
  throw error;
}
