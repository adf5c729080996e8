import { sessionPaths } from "@/config/paths";
import { csrfToken } from "@/lib/csrf";
import { ApiProblem, offline } from "@/lib/problem";

interface SessionAnswer {
  status?: number;
  errors?: { message: string; param?: string; code: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
}

/** One request to allauth. Throws ApiProblem; an answer that asks for one more step has the code `step_required`. */
export async function sessionRequest(path: string, method: "POST" | "PUT" | "DELETE", body?: object): Promise<void> {
  if (!csrfToken()) await send(sessionPaths.config, "GET");
  const response = await send(path, method, body);
  if (response.status === 200 || response.status === 409) return;
  const answer = (await response.json().catch(() => ({}))) as SessionAnswer;
  // Ending a session is answered with 401: nobody is signed in.
  if (method === "DELETE" && response.status === 401) return;
  throw problemOf(response, answer);
}

async function send(path: string, method: string, body?: object): Promise<Response> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  return fetch(path, { method, headers, body: body && JSON.stringify(body) }).catch(() => {
    throw offline();
  });
}

function problemOf(response: Response, { errors = [], data, ...rest }: SessionAnswer): ApiProblem {
  if (data?.flows?.some((flow) => flow.is_pending)) {
    return new ApiProblem(response.status, "step_required", "One more step is needed to sign in.");
  }
  if (response.status === 429)
    return new ApiProblem(429, "too_many_attempts", "Too many attempts. Please wait a few minutes and try again.");
  const fields = Object.fromEntries(
    errors.filter((error) => error.param).map((error) => [error.param ?? "", error.message]),
  );
  const general = errors.find((error) => !error.param) ?? errors[0];
  const detail = "detail" in rest ? String(rest.detail) : `The server answered ${response.status}.`;
  return new ApiProblem(
    response.status,
    general?.code ?? `http_${response.status}`,
    general?.message ?? detail,
    fields,
  );
}
