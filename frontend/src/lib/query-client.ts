import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";

import { ApiProblem } from "@/lib/problem";
import { keys } from "@/lib/query-keys";

type OnProblem = (problem: ApiProblem) => void;

/** Refusals are final; only what may pass by itself is tried again. */
function mayPass(count: number, error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500) && count < 2;
}

/** The cache of everything read. `onSignedOut` is called when the API no longer knows the person. */
export function makeQueryClient(onSignedOut: OnProblem): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) onSignedOut(error);
  };
  return new QueryClient({
    // "Who am I?" is asked by the router, which itself leads to sign-in.
    queryCache: new QueryCache({ onError: (error, query) => query.queryKey !== keys.me && onError(error) }),
    mutationCache: new MutationCache({ onError }),
    // Offline, a request fails at once and says so; a paused one would say nothing.
    defaultOptions: {
      queries: { retry: mayPass, staleTime: 15_000, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}
