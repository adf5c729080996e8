import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { isOwner, usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Connector } from "@/types/api";

import { countOfTools, waitingWords } from "./tool-levels";
import styles from "./tool-policies.module.css";

interface Props {
  connector: Connector;
  /** Shows the review; without it, the review is on the screen already. */
  onReview?: () => void;
}

/** How many tools of a connector nobody has reviewed: for owners with the way to them, for others why they wait. */
export function WaitingTools({ connector, onReview }: Props) {
  const { role } = usePlace();
  const count = connector.waiting_tools;
  if (count === 0) return null;
  if (!isOwner(role))
    return (
      <div className={styles.waiting}>
        <Notice>{waitingWords(count)}</Notice>
      </div>
    );
  if (!onReview) return null;
  return (
    <div className={styles.waiting}>
      <Notice
        tone="warn"
        action={
          <Button
            small
            variant="primary"
            onClick={onReview}
            aria-label={`Review ${countOfTools(count)} of ${visible(connector.name)}`}
          >
            Review
          </Button>
        }
      >
        {countOfTools(count)} {count === 1 ? "is" : "are"} new here or changed. Nobody can use{" "}
        {count === 1 ? "it" : "them"} until you have looked.
      </Notice>
    </div>
  );
}
