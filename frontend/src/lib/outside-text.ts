/**
 * Text from outside (titles, names, arguments, accounts) as what is really in it. Characters that nobody sees, and
 * those that turn or hide what stands beside them, become marks; so does blank space that pushes text out of sight.
 */
import { holdsRightToLeft } from "@/lib/direction";

/** A piece that is shown as it is, or a mark: what stands in it, and how it is read aloud. */
export type Piece = string | Mark;
export interface Mark {
  mark: string;
  said: string;
}

/**
 * A title, name, key or account is one line, in which every blank is a plain space; a text may have several. What people
 * and the model say to each other is prose: its blank space hides nothing that anybody would allow.
 */
export type TextKind = "line" | "text" | "prose";

/** Arabic and Indic scripts need the joiners between their letters to be written rightly. */
const JOINING = ["Arab", "Syrc", "Deva", "Beng", "Guru", "Gujr", "Orya", "Taml", "Telu", "Knda", "Mlym", "Sinh"]
  .map((script) => String.raw`\p{scx=${script}}`)
  .join("");
/** Whole emoji as Unicode recommends them: their joiners, selectors and tags are what makes them. */
const KEPT = String.raw`\p{RGI_Emoji}|(?<=[${JOINING}])[\u200C\u200D](?=[${JOINING}])`;
/** Arabic and Syriac signs that Unicode counts as format characters, though one sees them. */
const SEEN = String.raw`\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\u{110BD}\u{110CD}`;
const UNSEEN = String.raw`\p{DI}\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{NChar}\p{Zl}\p{Zp}\u2800`;

/** Made at run time: the build's target does not know the flag that these sets need. */
const RULES: Record<TextKind, RegExp> = {
  line: new RegExp(
    String.raw`(?<kept>${KEPT})|(?<hidden>[[${UNSEEN}\p{Zs}]--[\u0020${SEEN}]]+)|(?<blank>\u0020+)`,
    "gv",
  ),
  prose: new RegExp(String.raw`(?<kept>${KEPT}|\r\n)|(?<hidden>[[${UNSEEN}]--[\n\t${SEEN}]]+)`, "gv"),
  text: new RegExp(
    String.raw`(?<kept>${KEPT}|\r\n)|(?<hidden>[[${UNSEEN}]--[\n\t${SEEN}]]+)|(?<blank>[\p{Zs}\t\n]+)`,
    "gv",
  ),
};
const HIDDEN_IN_JSON = new RegExp(String.raw`[[${UNSEEN}]--[\n${SEEN}]]`, "gv");

const MOST_MARKS = 4;
const MOST_BREAKS = 3;
const MOST_SPACES = 40;

const NAMES: Record<string, string> = {
  "0": "NUL",
  "9": "tab",
  A: "line feed",
  D: "carriage return",
  A0: "no-break space",
  AD: "soft hyphen",
  "61C": "Arabic letter mark",
  "200B": "zero-width space",
  "200C": "zero-width non-joiner",
  "200D": "zero-width joiner",
  "200E": "left-to-right mark",
  "200F": "right-to-left mark",
  "2028": "line separator",
  "2029": "paragraph separator",
  "202A": "left-to-right embedding",
  "202B": "right-to-left embedding",
  "202C": "end of embedding",
  "202D": "left-to-right override",
  "202E": "right-to-left override",
  "2060": "word joiner",
  "2066": "left-to-right isolate",
  "2067": "right-to-left isolate",
  "2068": "first strong isolate",
  "2069": "end of isolate",
  "3164": "Hangul filler",
  FEFF: "zero-width no-break space",
};

/** The text in pieces. Joined, the pieces that are no marks are never longer than the text. */
export function pieces(text: string, kind: TextKind): Piece[] {
  const found: Piece[] = [];
  let rest = 0;
  for (const match of text.matchAll(RULES[kind])) {
    const { hidden, blank } = match.groups ?? {};
    const marks = hidden ? hiddenMarks(hidden) : blank ? blankMarks(blank, match.index, text, kind) : null;
    if (!marks) continue;
    if (match.index > rest) found.push(text.slice(rest, match.index));
    found.push(...marks);
    rest = match.index + match[0].length;
  }
  if (rest < text.length) found.push(text.slice(rest));
  return found;
}

/** The same in one string, for places that take no elements (labels read aloud, options, hints). */
export function visible(text: string, kind: TextKind = "line"): string {
  return pieces(text, kind)
    .map((piece) => (typeof piece === "string" ? piece : piece.mark))
    .join("");
}

/** The same inside a sentence: letters that run from right to left do not turn the words around them. */
export function isolated(text: string): string {
  const shown = visible(text);
  return holdsRightToLeft(shown) ? `\u2068${shown}\u2069` : shown;
}

/** JSON with everything unseen in its strings written in code; it stays the same JSON. */
export function visibleJson(json: string): string {
  return json.replace(HIDDEN_IN_JSON, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

function hiddenMarks(hidden: string): Piece[] {
  const all = [...hidden];
  const shown = all.slice(0, all.length > MOST_MARKS ? 1 : MOST_MARKS).map(markOf);
  return all.length > MOST_MARKS
    ? [...shown, { mark: `⟨${all.length - 1} more unseen⟩`, said: `${all.length - 1} more invisible characters` }]
    : shown;
}

function markOf(character: string): Piece {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  const name = `U+${code.padStart(4, "0")}`;
  return { mark: `⟨${name}⟩`, said: `invisible character ${name}${NAMES[code] ? `, ${NAMES[code]}` : ""}` };
}

/** Blank space at an end, and much of it anywhere, is counted; the rest is shown as it is. */
function blankMarks(blank: string, index: number, text: string, kind: TextKind): Piece[] | null {
  const end = index === 0 || index + blank.length === text.length;
  const breaks = blank.split("\n").length - 1;
  const most = kind === "line" ? 1 : MOST_SPACES;
  if (!end && breaks <= MOST_BREAKS && blank.length - breaks <= most) return null;
  const [count, word] = breaks ? [breaks, "line break"] : [blank.length, "space"];
  const words = `${count} ${word}${count === 1 ? "" : "s"}`;
  const mark = { mark: `⟨${words}⟩`, said: words };
  return breaks && !end ? ["\n", mark, "\n"] : [mark];
}
