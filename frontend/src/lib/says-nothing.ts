/** Arabic and Syriac signs that Unicode counts as format characters, though one sees them. */
const DRAWN = String.raw`\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}`;
/** Made at run time: the build's target does not know the flag that this set needs. */
const NOTHING = new RegExp(
  String.raw`^[[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{NChar}\p{Zl}\p{Zp}\p{Zs}\u2800\uFFFC\u{1D159}\u{13441}\u{13442}]--[${DRAWN}]]*$`,
  "v",
);

/**
 * Whether nobody would read anything in it: blanks, joiners, fillers, marks of direction, marks without a letter. The twin
 * of says_nothing in organizations/text.py; tests/invisible_texts.json holds both.
 */
export const saysNothing = (text: string): boolean => NOTHING.test(text);
