const AGAIN = "Please connect again.";

/** The codes with which the way back from a sign-in can end (connectors/oauth/errors.py, connectors/services). */
const WORDS: Record<string, string> = {
  consent_denied: "You did not allow the access, so nothing was connected.",
  authorization_failed: "The service did not let you sign in. Nothing was connected.",
  state_expired: `The sign-in took longer than ten minutes. ${AGAIN}`,
  state_mismatch: `The answer does not belong to the sign-in that you started. Nothing was connected. ${AGAIN}`,
  issuer_mismatch: `The answer came from another sign-in server than the one asked. Nothing was connected. ${AGAIN}`,
  email_not_verified: "Confirm your e-mail address first, then connect again. Nothing was connected.",
  wrong_callback: `The answer came from another service than the one you signed in to. Nothing was connected. ${AGAIN}`,
  issuer_changed: `The connector’s client id was changed while you signed in. ${AGAIN}`,
  connection_changed: `The connection was changed while you signed in. ${AGAIN}`,
  invalid_grant: `The service no longer takes this sign-in. ${AGAIN}`,
  invalid_client: `The service no longer knows Switchboard. ${AGAIN} If that does not help, an owner has to look at the connector’s client id and secret.`,
  invalid_scope: `The service does not give all the access that was asked for. Nothing was connected. Please connect again: less is asked for then.`,
  authorization_required:
    "The service let you sign in, but then did not accept its own sign-in. Nothing was connected. Please try again later.",
  token_refused: `The service refused to give access. ${AGAIN}`,
  address_redirected:
    "The connector’s address sends us on to another one. An owner has to ask the service for the full address of its MCP server. Nothing was connected.",
  older_transport:
    "The connector’s address speaks the older transport (HTTP+SSE). An owner has to ask the service for its Streamable HTTP address. Nothing was connected.",
  unknown_protocol_version: "The server speaks a version of MCP that Switchboard does not know. Nothing was connected.",
  authorization_server_unavailable: "The service’s sign-in does not answer right now. Please try again later.",
};

/** Why connecting did not work, with the reference to tell an operator. Both come from the address: no other words do. */
export function connectErrorWords(code: string, reference = ""): string {
  const known = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  const words = known ?? `Connecting did not work${/^[a-z_]{1,40}$/.test(code) ? ` (${code})` : ""}. Please try again.`;
  return /^[0-9a-f]{12}$/.test(reference) ? `${words} Reference: ${reference}` : words;
}
