/**
 * Addresses that somebody else wrote (`next` behind "?"): only ever a page of ours. Ask this where the address is
 * used, not where it is read: the router merges what it read with what was there before. The server's twin is
 * organizations/audit.py; both are held to tests/own_paths.json.
 */

/** A `next` may be the whole way back from a service's sign-in. */
export const LONGEST = 20_000;
/** One slash, then visible ASCII without a backslash: nothing that a browser strips, folds or reads as a host. */
const SHAPE = /^\/(?!\/)[!-[\]-~]*$/;
/** Empty and dotted parts, and what becomes a slash, percent sign or control character when it is decoded once more. */
const FOLDS = /\/\/|\/(?:\.|%2e){1,2}(?:\/|$)|%(?:2f|5c|25|[01][0-9a-f]|7f|(?![0-9a-f]{2}))/i;

/** The value where it is a path of ours, else the fallback. */
export function ownPath(value: unknown, fallback = "/"): string {
  if (typeof value !== "string" || value.length > LONGEST || !SHAPE.test(value)) return fallback;
  const [path = ""] = value.split(/[?#]/, 1);
  if (FOLDS.test(path)) return fallback;
  // The browser has the last word on where it leads.
  return new URL(value, window.location.origin).origin === window.location.origin ? value : fallback;
}
