import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Mark } from "@/components/ui/mark";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { ordinal } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { Share, Sharing } from "@/types/api";

import { useShareConversation, useSharing } from "../api/sharing";
import styles from "./share-dialog.module.css";
import { ShareLinks } from "./share-links";
import { shareWords } from "./share-words";

interface Props {
  conversation: string;
  /** How many messages a link would show: what is still being written is not in it. */
  finished: number;
  /** An answer is being written, or waits for somebody. */
  writing: boolean;
  onClose: () => void;
}

/** Whom one can show a conversation, and, where one cannot, why. */
export function ShareDialog({ conversation, onClose, ...state }: Props) {
  const { org, organization } = usePlace();
  const sharing = useSharing(org, conversation);
  const said = sharing.data
    ? shareWords(sharing.data, organization.name, organization.personal)
    : { title: "Share this chat", about: undefined };
  return (
    <Dialog open onOpenChange={onClose} title={said.title} about={said.about}>
      {sharing.isLoading && <Skeleton lines={2} />}
      <ProblemNotice error={sharing.error} />
      {sharing.data && <Choices sharing={sharing.data} conversation={conversation} onClose={onClose} {...state} />}
    </Dialog>
  );
}

function Choices({ sharing, conversation, finished, writing, onClose }: Props & { sharing: Sharing }) {
  const { org, organization } = usePlace();
  const share = useShareConversation(org, conversation);
  const [confirmed, setConfirmed] = useState(false);
  const { organization: inside, public: outside, holds, shares } = sharing;
  const begin = (audience: Share["audience"]) => share.mutate({ audience, confirm_redacted: confirmed });
  const pending = share.isPending ? share.variables.audience : null;
  const mayGoOut = outside.allowed || outside.needs_confirmation;
  const unfinished = inside.allowed || mayGoOut ? unfinishedWords(finished, writing) : null;
  return (
    <>
      {holds.length > 0 && <Holdings holds={holds} />}
      {inside.allowed && inside.redacted && (
        <p className={styles.faint}>
          Inside {organization.name} the link shows the messages without what the tools were sent and answered.
        </p>
      )}
      {outside.needs_confirmation && (
        <label className={styles.check}>
          <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)} />
          <span>
            I know that the answers may repeat content of my connectors, and want to show them to anyone with the link.
            What the tools were sent and answered is left out.
          </span>
        </label>
      )}
      <ProblemNotice error={share.error} />
      {unfinished && <p className={styles.faint}>{unfinished}</p>}
      <ShareLinks conversation={conversation} shares={shares} />
      <div className={styles.row} style={{ flexWrap: "wrap", marginTop: 4 }}>
        {inside.allowed && (
          <Button
            variant="primary"
            disabled={finished === 0}
            busy={pending === "organization"}
            onClick={() => begin("organization")}
          >
            Share inside {organization.name}
          </Button>
        )}
        {mayGoOut && (
          <Button
            variant={inside.allowed ? "plain" : "primary"}
            disabled={finished === 0 || (outside.needs_confirmation && !confirmed)}
            busy={pending === "public"}
            onClick={() => begin("public")}
          >
            Share with anyone who has the link
          </Button>
        )}
        <Button variant="ghost" style={{ marginLeft: "auto" }} onClick={onClose}>
          Close
        </Button>
      </div>
    </>
  );
}

/** What a link made now would lack. */
function unfinishedWords(finished: number, writing: boolean): string | null {
  if (finished > 0) return writing ? "The answer in progress and its question will not be in the link." : null;
  return writing
    ? "There is nothing to share yet: the first answer is not finished."
    : "There is nothing to share yet: nothing has been said in this chat.";
}

/** Which answers hold which connector's content. */
function Holdings({ holds }: { holds: Sharing["holds"] }) {
  return (
    <div className={styles.why}>
      {holds.map(({ connector, tool_title, answer_number }, index) => (
        <div key={index} className={styles.row}>
          <Mark name={connector.name} color={connector.color} src={connector.icon_url} />
          <div>
            {connector.name} · {tool_title.charAt(0).toLowerCase() + tool_title.slice(1)}
            <span className={styles.faint}>in the {ordinal(answer_number)} answer</span>
          </div>
        </div>
      ))}
    </div>
  );
}
