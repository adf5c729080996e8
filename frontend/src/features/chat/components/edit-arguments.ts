/** Arguments to fields of a form and back. Texts stay texts; numbers, truths and structures are read again. */
export type Drafts = Record<string, string>;

/** Each argument as a person would type it. */
export function draftsOf(values: Record<string, unknown>): Drafts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value, null, 1)]));
}

interface Read {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** The arguments that the drafts say, each of the kind that it was before. */
export function readDrafts(drafts: Drafts, before: Record<string, unknown>): Read {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, draft] of Object.entries(drafts)) {
    const old = before[name];
    if (typeof old === "string") {
      values[name] = draft;
      continue;
    }
    try {
      values[name] = JSON.parse(draft);
      if (typeof old === "number" && typeof values[name] !== "number") errors[name] = "Please write a number.";
    } catch {
      if (old === null) values[name] = draft;
      else errors[name] = typeof old === "number" ? "Please write a number." : "This is not valid JSON.";
    }
  }
  return { values, errors };
}
