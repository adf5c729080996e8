import { queryOptions } from "@tanstack/react-query";

import { api, unwrap } from "@/lib/api-client";
import { keys } from "@/lib/query-keys";

const LOOK_AGAIN = 5_000;

/** Who is signed in, and where one belongs. While the address is unconfirmed it is asked again: the link opens in another tab. */
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => unwrap(api.GET("/api/v1/me")),
  staleTime: 60_000,
  refetchInterval: (query) => (query.state.data && !query.state.data.keep_things.allowed ? LOOK_AGAIN : false),
});
