import { useCallback, useEffect, useReducer, useRef, useState } from "react";

import { usePageVisible } from "@/lib/use-page-visible";
import type { ToolCall } from "@/types/api";

import type { TurnEvent } from "./events";
import { answered, type LiveTurn, reduceAll, START } from "./turn-reducer";
import { TurnStream } from "./turn-stream";

type Step = { of: string | null } & ({ events: TurnEvent[] } | { call: ToolCall } | { reset: true });

interface Followed {
  of: string | null;
  turn: LiveTurn;
}

function reduce(state: Followed, step: Step): Followed {
  const turn = state.of === step.of ? state.turn : START;
  if ("reset" in step) return { of: step.of, turn: START };
  return { of: step.of, turn: "call" in step ? answered(turn, step.call) : reduceAll(turn, step.events) };
}

export interface Live {
  turn: LiveTurn;
  /** False while the stream is lost and coming back. */
  connected: boolean;
  /** Takes over a call's new state before the stream says it. */
  settle: (call: ToolCall) => void;
  /** Follows a turn anew that was over and goes on. */
  restart: (turn: string) => void;
}

/** Follows a turn while it runs and the tab is looked at. */
export function useLiveTurn(org: string, of: string | null): Live {
  const [state, dispatch] = useReducer(reduce, { of, turn: START });
  const [connected, setConnected] = useState(true);
  const visible = usePageVisible();
  const turn = state.of === of ? state.turn : START;
  const active = of !== null && visible && !turn.finished;
  const open = useRef<TurnStream | null>(null);

  useEffect(() => {
    if (!active || of === null) return;
    const stream = new TurnStream(
      { org, turn: of },
      {
        onReset: () => dispatch({ of, reset: true }),
        onEvents: (events) => dispatch({ of, events }),
        onConnection: setConnected,
      },
    );
    open.current = stream;
    stream.open();
    return () => stream.close();
  }, [org, of, active]);
  useEffect(() => {
    if (turn.gap) open.current?.reopen();
  }, [turn]);

  const settle = useCallback((call: ToolCall) => dispatch({ of, call }), [of]);
  const restart = useCallback((again: string) => dispatch({ of: again, reset: true }), []);
  return { turn, connected: connected || !active, settle, restart };
}
