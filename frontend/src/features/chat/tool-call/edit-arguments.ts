/** Arguments to fields of a form and back. Texts stay texts; numbers, truths and structures are read again, exactly. */
import { type ExactObject, type ExactValue, isExactNumber, readExact, writeExact } from "@/lib/exact-json";

export interface Draft {
  name: string;
  text: string;
}

/** Each argument as a person would type it. */
export function draftsOf(values: ExactObject): Draft[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    text: typeof value === "string" ? value : writeExact(value, 1),
  }));
}

interface Read {
  values: ExactObject;
  /** What is wrong, by the names of the arguments. */
  errors: Map<string, string>;
}

/** The arguments that the drafts say, each of the kind that it was before. */
export function readDrafts(drafts: Draft[], before: ExactObject): Read {
  const errors = new Map<string, string>();
  const read = ({ name, text }: Draft): [string, ExactValue] => {
    const old = before[name];
    if (typeof old === "string") return [name, text];
    const value = valueOf(text);
    if (isExactNumber(old) && !isExactNumber(value)) errors.set(name, "Please write a number.");
    else if (value === undefined && old !== null) errors.set(name, "This is not valid JSON.");
    return [name, value ?? (value === null ? null : text)];
  };
  return { values: Object.fromEntries(drafts.map(read)), errors };
}

function valueOf(text: string): ExactValue | undefined {
  try {
    return readExact(text);
  } catch {
    return undefined;
  }
}
