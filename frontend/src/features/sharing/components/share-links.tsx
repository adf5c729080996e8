import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { ProblemNotice } from "@/components/ui/notice";
import { ago } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { Share } from "@/types/api";

import { useRevokeShare } from "../api/sharing";
import styles from "./share-dialog.module.css";

/** The links that work now. */
export function ShareLinks({ conversation, shares }: { conversation: string; shares: Share[] }) {
  const { org, organization } = usePlace();
  const revoke = useRevokeShare(org, conversation);
  if (!shares.length) return null;
  const who = (share: Share) =>
    share.audience === "public" ? "Anyone with the link" : `Everyone in ${organization.name}`;
  return (
    <div className={styles.why}>
      <ProblemNotice error={revoke.error} />
      {shares.map((share) => (
        <div key={share.id} className={styles.row}>
          <div>
            {who(share)}
            <a className={styles.url} href={share.url} target="_blank" rel="noreferrer">
              {share.url}
            </a>
            <span className={styles.faint}>
              {share.message_count} messages{share.redacted && ", without tool data"} · {ago(share.created_at)}
            </span>
          </div>
          <CopyButton text={share.url} label="Copy link" />
          <Button small variant="danger" onClick={() => revoke.mutate(share.id)}>
            Revoke
          </Button>
        </div>
      ))}
    </div>
  );
}
