import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

import { useConnectReturn } from "./use-connect-return";

/** What became of the sign-in that one comes back from, outside a conversation. */
export function ReturnNotice() {
  const { failed, dismiss } = useConnectReturn(null);
  if (!failed) return null;
  return (
    <div style={{ margin: "0 0 16px" }}>
      <Notice
        tone="bad"
        action={
          <Button small variant="ghost" onClick={dismiss}>
            Dismiss
          </Button>
        }
      >
        {failed}
      </Notice>
    </div>
  );
}
