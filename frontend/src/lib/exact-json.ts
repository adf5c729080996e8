/**
 * JSON whose numbers stay as they are written: a browser's own numbers hold no integer beyond 2^53 exactly. Used for
 * the arguments of tool calls, which a person must see, and send, to the last digit.
 */
import { type LosslessNumber, parse, stringify } from "lossless-json";

export { isLosslessNumber as isExactNumber } from "lossless-json";

export type ExactValue = string | boolean | null | LosslessNumber | ExactValue[] | { [key: string]: ExactValue };
export type ExactObject = Record<string, ExactValue>;

/** The value of a JSON text. Throws SyntaxError, also when a key stands twice. */
export const readExact = (text: string) => parse(text) as ExactValue;

/** The text of a value that `readExact` read, or of any other. */
export function writeExact(value: unknown, indent?: number): string {
  return stringify(value, undefined, indent) ?? "null";
}
