import { isolated } from "@/lib/outside-text";
import type { FormField, Question } from "@/types/api";

/** What is filled in, by field; a number stays as it was typed until it is sent. */
export type Filled = Record<string, string | boolean | string[]>;

export interface QuestionAnswer {
  action: "accept" | "decline" | "cancel";
  content?: Record<string, unknown>;
}

/** What a form begins with: what the service suggests, else nothing. */
export function initial(fields: FormField[]): Filled {
  return Object.fromEntries(fields.map((field) => [field.name, suggested(field)]));
}

function suggested({ kind, default: value }: FormField): Filled[string] {
  if (kind === "boolean") return value === true;
  if (kind === "choices") return Array.isArray(value) ? value.map(String) : [];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** The content of an accepted form: numbers as such, and without what was left empty. */
export function contentOf(fields: FormField[], filled: Filled): Record<string, unknown> {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const value = filled[field.name] ?? suggested(field);
    if (value === "") return [];
    const isNumber = field.kind === "number" || field.kind === "integer";
    return [[field.name, isNumber ? Number(value) : value]];
  });
  return Object.fromEntries(entries);
}

const TYPES: Record<string, string> = { email: "email", uri: "url", date: "date", "date-time": "text" };

/** The kind of input that fits a text or a number. */
export function inputOf({ kind, format, least, most }: FormField) {
  if (kind !== "string") {
    const step = kind === "integer" ? 1 : "any";
    return { type: "number", step, min: least ?? undefined, max: most ?? undefined };
  }
  return { type: TYPES[format] ?? "text", minLength: least ?? undefined, maxLength: most ?? undefined };
}

/** What stands below a field. */
export function hintOf({ description, format, required }: FormField): string {
  const parts = [
    description && isolated(description),
    format === "date-time" && "With its zone, such as 2026-11-28T09:30:00Z.",
    !required && "Optional.",
  ];
  return parts.filter(Boolean).join(" ");
}

/** One answer for all questions of a round. */
export function answersOf(
  questions: Question[],
  action: QuestionAnswer["action"],
  filled: Record<string, Filled>,
): Record<string, QuestionAnswer> {
  const answer = ({ key, kind, fields }: Question): QuestionAnswer =>
    action === "accept" && kind === "form" ? { action, content: contentOf(fields, filled[key] ?? {}) } : { action };
  return Object.fromEntries(questions.map((question) => [question.key, answer(question)]));
}
