import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { keys } from "@/lib/query-keys";

import { hearOtherTabs } from "../stream/tabs";

/** Looks at the conversation again as soon as another tab of this browser has sent something in it. */
export function useOtherTabs(org: string, id: string): void {
  const client = useQueryClient();
  useEffect(
    () =>
      hearOtherTabs((said) => {
        if (said.org !== org || said.conversation !== id) return;
        void client.invalidateQueries({ queryKey: keys.conversation(org, id) });
        void client.invalidateQueries({ queryKey: [...keys.conversations(org), "list"] });
      }),
    [client, org, id],
  );
}
