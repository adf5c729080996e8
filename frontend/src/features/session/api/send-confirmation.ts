import { useMutation } from "@tanstack/react-query";

import { sessionPaths } from "@/config/paths";
import { ApiProblem } from "@/lib/problem";

import { sessionRequest } from "./session-request";

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
