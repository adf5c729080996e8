import { useMemo } from "react";

import { paths } from "@/config/paths";
import type { WaitActions } from "@/features/chat/tool-call/tool-call-connection";
import { AskedBeforeSignIn } from "@/features/connectors/accounts/asked-before-sign-in";
import { useSignIn } from "@/features/connectors/accounts/use-sign-in";
import { usePlace } from "@/lib/organization-context";
import type { ToolCall } from "@/types/api";

/**
 * Hands the sign-in at a service to the cards of calls that wait for it; one comes back to the call's chat. `dialog` is
 * what the service wants first, such as one's key.
 */
export function useWaitActions({ onGoOnWithout, onAnswer }: Omit<WaitActions, "onSignIn">) {
  const { org } = usePlace();
  const { signIn, asked } = useSignIn(org);
  const waits = useMemo((): WaitActions => {
    const onSignIn = async ({ connector, conversation, connection_wanted: wanted }: ToolCall) => {
      if (!connector) return;
      const returnTo = paths.conversation.replace("$org", org).replace("$conversation", conversation);
      await signIn({ connector: connector.id, returnTo, label: wanted?.label, conversation });
    };
    return { onSignIn, onGoOnWithout, onAnswer };
  }, [org, signIn, onGoOnWithout, onAnswer]);
  return { waits, dialog: <AskedBeforeSignIn asked={asked} /> };
}
