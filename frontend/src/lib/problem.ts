import type { Problem } from "@/types/api";

import { wait } from "./format";

/** An answer of the API that is no success, in words that a person can read. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: Record<string, string> = {},
    readonly reference: string | null = null,
  ) {
    super(detail);
    this.name = "ApiProblem";
  }
}

export const OFFLINE = "offline";

/** The browser could not reach the server at all. */
export function offline(): ApiProblem {
  return new ApiProblem(0, OFFLINE, "No connection to Switchboard. Check your network and try again.");
}

/** What the answer says: problem+json, or whatever came instead of it. */
export function problemOf(response: Response, body: unknown): ApiProblem {
  const problem = isProblem(body) ? body : null;
  const detail = problem?.detail ?? `The server answered ${response.status}.`;
  return new ApiProblem(
    response.status,
    problem?.code ?? `http_${response.status}`,
    response.status === 429 ? `${detail}${waitIn(response)}` : detail,
    fieldErrors(problem),
    problem && "reference" in problem ? String(problem.reference) : null,
  );
}

function waitIn(response: Response): string {
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? ` Try again in ${wait(seconds)}.` : "";
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "detail" in body && "code" in body;
}

function fieldErrors(problem: Problem | null): Record<string, string> {
  const errors = (problem?.errors ?? []) as { field?: string; message?: string }[];
  return Object.fromEntries(errors.map((error) => [error.field ?? "", error.message ?? ""]));
}

/** How browsers, and the build's own loader, say that a part of the page is not there: most often after an update. */
const OUTDATED =
  /^(?:Unable to preload CSS|Failed to fetch dynamically imported|error loading dynamically imported|Importing a module script failed)/;
const NOT_WHOLE = "Switchboard was updated, or the connection broke while the page was loading. Load it anew.";

/** Any thrown thing as a problem to show. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof Error && OUTDATED.test(error.message)) return new ApiProblem(0, "page_outdated", NOT_WHOLE);
  return new ApiProblem(0, "unexpected", error instanceof Error ? error.message : "Something went wrong.");
}

const TITLES: Record<string, string> = {
  [OFFLINE]: "No connection",
  page_outdated: "This page is not whole",
  403: "You may not see this",
  404: "Nothing is here",
  429: "Too many requests",
  500: "Something broke on our side",
};

/** The heading of a screen that could not be shown. */
export const titleOf = ({ code, status }: ApiProblem): string =>
  TITLES[code] ?? TITLES[status] ?? "Something went wrong";
