/**
 * The value of X-Client on a phone or tablet, null elsewhere. Phones use connectors and do not add them (PL11).
 * Both signs must agree: a desktop with a touch screen is no phone, nor is a narrow window.
 */
export function mobileClient(): "ios" | "android" | null {
  if (!window.matchMedia("(pointer: coarse)").matches) return null;
  if (/iPhone|iPad|iPod/.test(navigator.userAgent)) return "ios";
  return navigator.userAgent.includes("Android") ? "android" : null;
}

/** The name of the modifier key, for shortcuts shown. */
export const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";
