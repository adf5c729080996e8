/** What an account has access to works, also while its service wants more for something. */
export const isUsable = ({ status }: { status: string }): boolean => status === "connected" || status === "needs_scope";

/** What one has to do about an account that is there; empty where there is nothing. */
export function attentionWords({ status }: { status: string }): string {
  if (status === "needs_reauth") return "Sign in again";
  return status === "needs_scope" ? "Needs more access" : "";
}
