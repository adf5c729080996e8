const WORDS: Record<string, string> = {
  access_denied: "You did not allow the access, so nothing was connected.",
  consent_denied: "You did not allow the access, so nothing was connected.",
  state_expired: "The sign-in took longer than ten minutes. Please connect again.",
  state_unknown: "This sign-in was already used or belongs to someone else. Please connect again.",
};

/** Why connecting did not work, with the reference to tell an operator. */
export function connectErrorWords(code: string, reference?: string): string {
  const words = WORDS[code] ?? `Connecting did not work (${code}). Please try again.`;
  return reference ? `${words} Reference: ${reference}` : words;
}
