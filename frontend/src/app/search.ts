/** What may stand behind "?" on each screen; everything else is dropped. */
import { ownPath } from "@/lib/own-path";

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined => (typeof value === "string" && value ? value : undefined);

export interface NextSearch {
  next?: string;
}
/** Where to go after signing in; `goOn` asks whether that is ours. */
export function nextSearch(raw: Raw): NextSearch {
  const next = text(raw.next);
  return next ? { next } : {};
}

/**
 * Goes to where one wanted, if that is a page of ours, else home. What the router does not know (the way back from
 * a sign-in at a service, the admin) is loaded anew.
 */
export function goOn(wanted: unknown, push: (path: string) => void): void {
  const path = ownPath(wanted);
  if (path === "/" || /^\/(o|invitations|profile)([/?#]|$)/.test(path)) push(path);
  else window.location.assign(path);
}

export interface NewChatSearch extends ReturnSearch {
  project?: string;
}
export const newChatSearch = (raw: Raw): NewChatSearch => ({
  ...chatSearch(raw),
  ...(text(raw.project) && { project: text(raw.project) }),
});

/** What the way back from the other side's sign-in brings. Anybody can write such a link: it decides nothing. */
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
