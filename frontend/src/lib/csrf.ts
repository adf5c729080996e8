import { boot } from "@/lib/boot";

/** The token as it is now: it rotates at sign-in, so it is read before each request. */
export function csrfToken(): string {
  const wanted = `${boot.csrfCookie}=`;
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith(wanted));
  return cookie ? decodeURIComponent(cookie.slice(wanted.length)) : "";
}
