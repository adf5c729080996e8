import createClient, { type Middleware } from "openapi-fetch";

import { csrfToken } from "@/lib/csrf";
import { mobileClient } from "@/lib/device";
import { offline, problemOf } from "@/lib/problem";
import type { Page } from "@/types/api";
import type { paths } from "@/types/schema";

const headers: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET") request.headers.set("X-CSRFToken", csrfToken());
    const mobile = mobileClient();
    if (mobile) request.headers.set("X-Client", mobile);
    return request;
  },
  onError: () => offline(),
};

/** The typed client. `fetch` is looked up at each call, so that tests can replace it. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});
api.use(headers);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a success. Throws ApiProblem. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(response, error);
  return data as T;
}

const MOST_PAGES = 20;

/** All rows of a list, page after page (at most 2,000). Throws ApiProblem. */
export async function everyRow<T>(call: Promise<Answer<Page<T>>>): Promise<T[]> {
  let page = await unwrap(call);
  const rows = [...page.results];
  for (let count = 1; page.next && count < MOST_PAGES; count++) {
    page = await nextPage<T>(page.next);
    rows.push(...page.results);
  }
  return rows;
}

/** The page behind a cursor address. Only its path and query are used: it must be of our own origin. */
export async function nextPage<T>(next: string): Promise<Page<T>> {
  const { pathname, search } = new URL(next, window.location.origin);
  const response = await fetch(`${pathname}${search}`, { headers: { Accept: "application/json" } });
  const body: unknown = await response.json();
  if (!response.ok) throw problemOf(response, body);
  return body as Page<T>;
}

/** As many rows per page as the API gives. */
export const WHOLE = { page_size: 100 } as const;
