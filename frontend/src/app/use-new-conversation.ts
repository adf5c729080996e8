import { useCallback, useRef, useState } from "react";

import { useCreateConversation } from "@/features/chat/api/conversations";
import type { Chosen } from "@/features/connectors/menu/connector-row-state";

const NONE: Chosen = new Map();

/**
 * A conversation that is not made yet, and the connectors that were chosen for it. It begins with its first message, or
 * before where something needs its address: made once, however many things ask for it, and kept through a failed message.
 */
export function useNewConversation(org: string, project: string | null) {
  const { mutateAsync: create } = useCreateConversation(org);
  const [conversation, setConversation] = useState<string | null>(null);
  const [chosen, setChosen] = useState(NONE);
  const making = useRef<Promise<string> | null>(null);
  const ensure = useCallback(() => {
    making.current ??= create({ project, connectors: wanted(chosen) }).then(
      ({ id }) => {
        setConversation(id);
        return id;
      },
      (error: unknown) => {
        making.current = null;
        throw error;
      },
    );
    return making.current;
  }, [create, project, chosen]);
  /** Keeps the choice until there is a conversation; false once there is one, which has switches of its own. */
  const choose = (connector: string, enabled: boolean, connection?: string): boolean => {
    if (making.current) return false;
    setChosen((before) => {
      const after = new Map(before);
      if (enabled) after.set(connector, connection);
      else after.delete(connector);
      return after;
    });
    return true;
  };
  return { conversation, ensure, made: () => making.current, chosen, connectors: wanted(chosen), choose };
}

const wanted = (chosen: Chosen) => [...chosen].map(([connector, connection]) => ({ connector, connection }));
