import { useMutation } from "@tanstack/react-query";

import { paths, sessionPaths } from "@/config/paths";

import { sessionRequest } from "./session-request";

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
