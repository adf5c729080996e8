/** What may stand behind "?" on each screen; everything else is dropped. */
type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

export interface NextSearch {
  next?: string;
}
/** Where to go after signing in: a path of our own, nothing else. */
export function nextSearch(raw: Raw): NextSearch {
  const next = text(raw.next);
  return next && /^\/(?![/\\])/.test(next) ? { next } : {};
}

/** Goes to where one wanted; what is not ours (the way back from a sign-in at a service, the admin) is loaded anew. */
export function goOn(path: string, push: (path: string) => void): void {
  if (path === "/" || /^\/(o|invitations|profile)(\/|$)/.test(path)) push(path);
  else window.location.assign(path);
}

export interface NewChatSearch extends ReturnSearch {
  project?: string;
}
export const newChatSearch = (raw: Raw): NewChatSearch => ({ ...chatSearch(raw), ...(text(raw.project) && { project: text(raw.project) }) });

/** What the way back from the other side's sign-in brings. */
export interface ReturnSearch {
  connected?: string;
  connection?: string;
  connect_error?: string;
  reference?: string;
}
export function chatSearch(raw: Raw): ReturnSearch {
  const found: ReturnSearch = {};
  for (const name of ["connected", "connection", "connect_error", "reference"] as const) {
    const value = raw[name] === undefined ? undefined : String(raw[name]);
    if (value) found[name] = value;
  }
  return found;
}
