import { useEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import type { Connector, ReviewedTool, Verdict } from "@/types/api";

import { useReviewTools, useToolReviews } from "../api/tool-reviews";
import { countOfTools } from "../tools/tool-levels";
import { ReviewedToolItem } from "./reviewed-tool";
import styles from "./tool-reviews.module.css";

interface Props {
  connector: Connector;
  /** Opened by a button that is gone then. */
  takesFocus?: boolean;
}

const DONE: Record<Verdict, string> = { accept: "accepted", refuse: "refused" };

/** For an owner: each new or changed tool of a connector with what differs, to accept or refuse; and the refused ones. */
export function ToolReviews({ connector, takesFocus }: Props) {
  const { org } = usePlace();
  const reviews = useToolReviews(org, connector.id);
  const review = useReviewTools(org, connector.id);
  const [said, setSaid] = useState("");
  const [allAtOnce, setAllAtOnce] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const loaded = reviews.isSuccess;
  useEffect(() => {
    if (takesFocus && loaded) heading.current?.focus();
  }, [takesFocus, loaded]);
  const decide = (shown: ReviewedTool[], verdict: Verdict) => {
    setSaid("");
    const tools = shown.length === 1 ? isolated(shown[0]?.name ?? "") : countOfTools(shown.length);
    // What was decided on leaves the list, and with it the button that had the focus.
    const onSuccess = () => {
      setSaid(`${tools} ${DONE[verdict]}.`);
      heading.current?.focus();
    };
    review.mutate({ shown, verdict }, { onSuccess, onSettled: () => setAllAtOnce(false) });
  };
  if (reviews.isLoading) return <Skeleton lines={3} />;
  const waiting = reviews.data?.filter((one) => !one.refused) ?? [];
  const refused = reviews.data?.filter((one) => one.refused) ?? [];
  if (!reviews.data?.length && !said) return <ProblemNotice error={reviews.error} />;
  const list = (tools: ReviewedTool[]) => (
    <ul className={styles.list}>
      {tools.map((one) => (
        <ReviewedToolItem
          key={`${one.name} ${one.digest}`}
          tool={one}
          busy={review.isPending}
          onDecide={(verdict) => decide([one], verdict)}
        />
      ))}
    </ul>
  );
  return (
    <section className={styles.reviews} aria-label={`Review of ${isolated(connector.name)}`}>
      <h3 ref={heading} tabIndex={-1}>
        {waiting.length > 0 ? `${countOfTools(waiting.length)} to review` : "Nothing waits for you"}
      </h3>
      <p role="status" className={styles.said}>
        {said}
      </p>
      <ProblemNotice error={review.error ?? reviews.error} />
      {waiting.length > 0 && (
        <>
          <p className={styles.faint}>
            New here, or changed since an owner looked. Nobody can use {waiting.length === 1 ? "it" : "them"} until you
            accept.
          </p>
          {list(waiting)}
          {waiting.length > 1 && (
            <Button small onClick={() => setAllAtOnce(true)}>
              Accept all {waiting.length}
            </Button>
          )}
        </>
      )}
      {refused.length > 0 && (
        <>
          <h3>Refused</h3>
          {list(refused)}
        </>
      )}
      {allAtOnce && (
        <AcceptAll
          tools={waiting}
          busy={review.isPending}
          onAccept={() => decide(waiting, "accept")}
          onClose={() => setAllAtOnce(false)}
        />
      )}
    </section>
  );
}

function AcceptAll({
  tools,
  busy,
  onAccept,
  onClose,
}: {
  tools: ReviewedTool[];
  busy: boolean;
  onAccept: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Accept ${countOfTools(tools.length)}?`}
      about={`Accepted in the versions that are shown: ${tools.map((one) => isolated(one.name)).join(", ")}. Each still runs only as far as its level allows.`}
      actions={
        <>
          <Button variant="primary" busy={busy} onClick={onAccept}>
            Accept all
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Look again
          </Button>
        </>
      }
    />
  );
}
