import { useCallback, useState } from "react";

import { ApiProblem } from "@/lib/problem";
import type { StartedConnection } from "@/types/api";

import { type Start, useStartConnection } from "../api/connections";

export type Wants = "keys" | "consent";

/** What the service wants of the person before it lets them in, and how that ends: null where they closed it. */
export interface AskedFirst {
  wants: Wants;
  start: Start;
  onDone: (started: StartedConnection | Promise<StartedConnection> | null) => void;
}

const WANTED: Partial<Record<string, Wants>> = {
  key_required: "keys",
  key_refused: "keys",
  consent_required: "consent",
};

/**
 * Connects an account from a chat. Where that wants a key or a consent first, `asked` says so to `AskedBeforeSignIn`;
 * the promise goes on once it was given, with null once it was not.
 */
export function useSignIn(org: string) {
  const { mutateAsync: connect } = useStartConnection(org);
  const [asked, setAsked] = useState<AskedFirst | null>(null);
  const signIn = useCallback(
    async (start: Start): Promise<StartedConnection | null> => {
      try {
        return await connect(start);
      } catch (problem) {
        const wants = problem instanceof ApiProblem ? WANTED[problem.code] : undefined;
        if (!wants) throw problem;
        return await new Promise((resolve) => {
          setAsked({ wants, start, onDone: (started) => (setAsked(null), resolve(started)) });
        });
      }
    },
    [connect],
  );
  return { signIn, asked };
}
