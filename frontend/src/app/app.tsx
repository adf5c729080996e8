import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";

import { Toasts } from "@/components/ui/toast";
import { makeQueryClient } from "@/lib/query-client";

import { makeRouter, toSignIn } from "./router";

const client = makeQueryClient(() => toSignIn(router));
const router = makeRouter(client);

/** The workspace. */
export function App() {
  return (
    <QueryClientProvider client={client}>
      <Toasts>
        <RouterProvider router={router} />
      </Toasts>
    </QueryClientProvider>
  );
}
