import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { asProblem } from "@/lib/problem";
import type { Me } from "@/types/api";

import { useSendConfirmation } from "../api/session";
import styles from "./confirm-notice.module.css";

/** Says what waits for the confirmed address, and sends the link again; nothing where it is confirmed. */
export function ConfirmNotice({ me }: { me: Pick<Me, "email" | "keep_things"> }) {
  if (me.keep_things.allowed) return null;
  return (
    <Notice tone="warn">
      <div className={styles.line}>
        <div>
          <b>Confirm your address.</b> We sent a link to {me.email}. Until you open it, joining, inviting, connecting,
          sharing and access tokens wait.
        </div>
        <SendAgain email={me.email} />
      </div>
    </Notice>
  );
}

/** The button, and what became of it. */
export function SendAgain({ email }: { email: string }) {
  const send = useSendConfirmation();
  if (send.isSuccess) return <span role="status">Sent to {email}.</span>;
  return (
    <div className={styles.again}>
      <Button small busy={send.isPending} onClick={() => send.mutate(email)}>
        Send the link again
      </Button>
      {send.error && <span role="alert">{asProblem(send.error).message}</span>}
    </div>
  );
}
