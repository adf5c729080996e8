/** Arguments as a person would say them, in such a way that two different values never read the same. */
import { type ExactObject, type ExactValue, isExactNumber, readExact, writeExact } from "@/lib/exact-json";
import { words } from "@/lib/format";
import { visibleJson } from "@/lib/outside-text";
import type { ToolCall } from "@/types/api";

/** The exact arguments of a call. */
export const argumentsOf = (call: Pick<ToolCall, "arguments_text">) => readExact(call.arguments_text) as ExactObject;

/** The word for a key, where it has one. */
export function keyWords(key: string): string | null {
  const said = /^[A-Za-z][A-Za-z\d_-]*$/.test(key) ? words(key) : "";
  return said && said !== key ? said : null;
}

/** A value in words, and what it is where the words alone could be something else. */
export interface ValueWords {
  words: string;
  written?: string;
}

export function valueWords(value: ExactValue): ValueWords {
  if (value === null) return { words: "–", written: "null" };
  if (typeof value === "boolean") return { words: value ? "Yes" : "No", written: String(value) };
  if (typeof value === "string") return isPlain(value) ? { words: value } : { words: "", written: json(value) };
  if (isExactNumber(value)) return { words: value.toString() };
  if (Array.isArray(value) && value.length && value.every(isListed))
    return { words: value.map((item) => valueWords(item).words).join(", "), written: `list of ${value.length}` };
  return { words: "", written: json(value) };
}

/** A text that could be taken for another value (a number, a truth, nothing, JSON) is shown in quotes. */
function isPlain(text: string): boolean {
  if (text === "" || /^(?:yes|no|–)$/i.test(text.trim())) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** What can stand in a list of words: a number, or a text that cannot be taken for two. */
function isListed(item: ExactValue): boolean {
  return isExactNumber(item) || (typeof item === "string" && isPlain(item) && !/[,\n]|^\s|\s$/.test(item));
}

const json = (value: ExactValue) => visibleJson(writeExact(value, 2));
