import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { keys } from "@/lib/query-keys";
import type { ChatNotice } from "@/types/api";

interface Props {
  notices: ChatNotice[];
  onSeen: (notice: string) => void;
}

/** What happened in a chat without its author: read aloud when it comes, and gone once it was seen. */
export function ChatNotices({ notices, onSeen }: Props) {
  return (
    <div role="status">
      {notices.map((one) => (
        <Notice
          key={one.id}
          tone="warn"
          action={
            <Button small variant="ghost" onClick={() => onSeen(one.id)}>
              Got it
            </Button>
          }
        >
          <OutsideText text={one.text} kind="text" />
        </Notice>
      ))}
    </div>
  );
}

/** A notice says that a switch went off, in another tab or by an owner: what is on is looked up anew. */
export function useTogglesAfterNotices(org: string, conversation: string, notices: number): void {
  const client = useQueryClient();
  useEffect(() => {
    if (notices > 0) void client.invalidateQueries({ queryKey: keys.toggles(org, conversation) });
  }, [client, org, conversation, notices]);
}
