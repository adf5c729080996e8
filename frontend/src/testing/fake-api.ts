/** The one seam to the server: what each address answers, and what was asked of it. */
import { vi } from "vitest";

export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  body: unknown;
}

/** A JSON body, a whole response, or what makes one of them of the request. */
type Answer = object | Response | ((asked: Asked) => object | Response | Promise<object | Response>);

export class FakeApi {
  readonly asked: Asked[] = [];

  /** By method and path: `"GET /api/v1/me"`. */
  constructor(readonly answers: Record<string, Answer>) {
    vi.stubGlobal("fetch", (asked: Request | string, options?: RequestInit) => this.answer(asked, options));
  }

  /** What was asked other than to read, in order. */
  get sent(): Omit<Asked, "query">[] {
    return this.asked
      .filter(({ method }) => method !== "GET")
      .map(({ method, path, body }) => ({ method, path, body }));
  }

  /** How often this was asked. */
  count(question: string): number {
    return this.asked.filter(({ method, path }) => `${method} ${path}` === question).length;
  }

  private async answer(given: Request | string, options?: RequestInit): Promise<Response> {
    const request = given instanceof Request ? given : new Request(new URL(given, window.location.origin), options);
    const { pathname: path, searchParams } = new URL(request.url);
    const text = await request.text();
    const body: unknown = text ? JSON.parse(text) : null;
    const asked: Asked = { method: request.method, path, query: Object.fromEntries(searchParams), body };
    this.asked.push(asked);
    const answer = this.answers[`${request.method} ${path}`] ?? problem(404, "not_faked", `${request.method} ${path}`);
    const said = typeof answer === "function" ? await answer(asked) : answer;
    return said instanceof Response ? said.clone() : json(said);
  }
}

export const json = (body: object, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

/** A whole list on one page. */
export const rows = (...results: object[]) => ({ results, next: null, previous: null });

/** Nothing to say: 204. */
export const done = (): Response => new Response(null, { status: 204 });

/** A refusal in the API's words. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  errors: { field: string; message: string }[] = [],
): Response => json({ type: "about:blank", title: "", status, code, detail, errors }, status);
