import { useMemo } from "react";

import { paths } from "@/config/paths";
import type { WaitActions } from "@/features/chat/tool-call/tool-call-connection";
import { useStartConnection } from "@/features/connectors/api/connections";
import { usePlace } from "@/lib/organization-context";
import type { ToolCall } from "@/types/api";

/** Hands the sign-in at a service to the cards of calls that wait for it; one comes back to the call's chat. */
export function useWaitActions({ onGoOnWithout, onAnswer }: Omit<WaitActions, "onSignIn">): WaitActions {
  const { org } = usePlace();
  const { mutateAsync: start } = useStartConnection(org);
  return useMemo(() => {
    const onSignIn = async ({ connector, conversation, connection_wanted: wanted }: ToolCall) => {
      if (!connector) return;
      const returnTo = paths.conversation.replace("$org", org).replace("$conversation", conversation);
      await start({ connector: connector.id, returnTo, label: wanted?.label, conversation });
    };
    return { onSignIn, onGoOnWithout, onAnswer };
  }, [org, start, onGoOnWithout, onAnswer]);
}
