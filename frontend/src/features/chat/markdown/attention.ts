/**
 * Bold, italic and struck-out text beside Chinese, Japanese and Korean signs. CommonMark decides by the blank beside a
 * closing mark whether it closes; these scripts write none, so that `**重要：**請看` stayed asterisks. Here their signs
 * count as letters, and their letters beside a mark as a blank would. A rule of our own, because the shared page needs
 * the same one in Python (conversations/markdown/attention.py), where no library has it; both are held to
 * tests/markdown.json.
 */
import { CJK } from "./cjk";
import { extend, type Processor } from "./nodes";

/** What micromark says and takes: a character's code (negative: ends of lines and tabs), null at an end. */
type Code = number | null;
type State = (code: Code) => State | undefined;
interface Token {
  type: string;
  _open?: boolean;
  _close?: boolean;
}
interface Effects {
  enter(type: string): Token;
  exit(type: string): Token;
  consume(code: Code): void;
}
type Resolver = (events: unknown[], context: Context) => unknown[];
interface Construct {
  name: string;
  resolveAll?: Resolver;
  tokenize?: (this: Context, effects: Effects, ok: State, nok: State) => State;
}
interface Context {
  previous: Code;
  events: [string, Token, unknown][];
  parser: { constructs: { insideSpan: { null?: Construct[] } } };
}

const ASTERISK = 42;
const UNDERSCORE = 95;
const TILDE = 126;
const isCjk = new RegExp(`^[${CJK}]`, "u");
const isSign = /^[\p{P}\p{S}]/u;

interface Side {
  blank: boolean;
  sign: boolean;
  cjk: boolean;
}

/** Halves of a pair are taken for CJK: most are, and an emoji counts alike. */
function sideOf(code: Code): Side {
  const character = code === null || code < 0 ? " " : String.fromCharCode(code);
  const half = /[\uD800-\uDFFF]/.test(character);
  return { blank: /\s/.test(character), sign: isSign.test(character), cjk: half || isCjk.test(character) };
}

/** Whether a mark between these two opens (swapped: closes) a span. */
function flanks(outside: Side, inside: Side): boolean {
  if (inside.blank) return false;
  return !inside.sign || inside.cjk || outside.blank || outside.sign || outside.cjk;
}

/** The marks of one kind; what they become is decided by the library's own construct of that name. */
function marked(name: string, type: string, sized: (size: number) => boolean): Construct {
  return {
    name: `cjk-${name}`,
    resolveAll: (events, context) =>
      context.parser.constructs.insideSpan.null?.find((one) => one.name === name)?.resolveAll?.(events, context) ??
      events,
    tokenize(effects, ok, nok) {
      const { previous, events } = this;
      let size = 0;
      const first: State = (code) => {
        const goesOn = previous === TILDE && code === TILDE && events.at(-1)?.[1].type !== "characterEscape";
        if (goesOn) return nok(code);
        effects.enter(type);
        return inside(code)(code);
      };
      const inside = (marker: Code): State =>
        function more(code) {
          if (code === marker) {
            effects.consume(code);
            size += 1;
            return more;
          }
          if (!sized(size)) return nok(code);
          const [before, after] = [sideOf(previous), sideOf(code)];
          // The library also opens and closes beside other marks, which CommonMark does not.
          const [open, close] = [flanks(before, after), flanks(after, before)];
          const token = effects.exit(type);
          token._open = marker === UNDERSCORE ? open && (before.blank || before.sign || !close) : open;
          token._close = marker === UNDERSCORE ? close && (after.blank || after.sign || !open) : close;
          return ok(code);
        };
      return first;
    },
  };
}

const emphasis = marked("attention", "attentionSequence", () => true);
/** One tilde stands between two numbers, and three are no mark either. */
const struck = marked("strikethrough", "strikethroughSequenceTemporary", (size) => size === 2);

/** A plugin: its marks are asked before the library's. */
export function attentionBesideCjk(this: Processor): void {
  extend(this, { text: { [ASTERISK]: emphasis, [UNDERSCORE]: emphasis, [TILDE]: struck } });
}
