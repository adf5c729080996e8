/**
 * A note of this tab that a sign-in at a service was started here, for a conversation. The way back from it is an
 * address, which anybody can write: only the note lets the workspace switch the connector on. It works once.
 */
export interface StartedSignIn {
  conversation: string;
  connector: string;
  connection: string;
}

const KEY = "switchboard.sign-in";
/** The service's answer comes within ten minutes, or not at all. */
const LIFETIME_MILLISECONDS = 11 * 60_000;

/** Made when Connect was pressed in a conversation; an older one is forgotten. */
export function noteSignIn(started: StartedSignIn, now = Date.now()): void {
  sessionStorage.setItem(KEY, JSON.stringify({ ...started, at: now }));
}

/** Whether this tab started just that sign-in; the note is gone afterwards, whatever it said. */
export function takeSignIn(came: Partial<StartedSignIn>, now = Date.now()): boolean {
  const note = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<StartedSignIn & { at: number }>;
  sessionStorage.removeItem(KEY);
  const same = (["conversation", "connector", "connection"] as const).every(
    (name) => note[name] !== undefined && note[name] === came[name],
  );
  return same && now - (note.at ?? 0) < LIFETIME_MILLISECONDS;
}
