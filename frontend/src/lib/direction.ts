const RIGHT_TO_LEFT = String.raw`\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}`;
const SOME = new RegExp(`[${RIGHT_TO_LEFT}]`, "u");
const FIRST = new RegExp(String.raw`^[^\p{L}]*(?=\p{L})[${RIGHT_TO_LEFT}]`, "u");

/** Whether some of its letters run from right to left. */
export const holdsRightToLeft = (text: string): boolean => SOME.test(text);

/** Whether the text as a whole does: its first letter decides. */
export const readsRightToLeft = (text: string): boolean => FIRST.test(text);
