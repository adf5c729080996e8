import { Check, ChevronRight, CircleAlert, CircleSlash, Hourglass } from "lucide-react";
import { memo, useEffect, useId, useRef, useState } from "react";

import { EffectBadge } from "@/components/effect-badge";
import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { Spinner } from "@/components/ui/spinner";
import { classNames } from "@/lib/class-names";
import { useNow } from "@/lib/use-now";
import type { ToolCall } from "@/types/api";

import type { ToolCallDecision } from "../api/decide-tool-call";
import type { Outcome } from "../api/settle-tool-call";
import type { Progress } from "../stream/events";
import { ToolCallApproval } from "./tool-call-approval";
import styles from "./tool-call-card.module.css";
import { ToolCallDetails } from "./tool-call-details";
import { ToolCallOrigin } from "./tool-call-origin";
import { ToolCallOutcome } from "./tool-call-outcome";
import { ToolCallProgress } from "./tool-call-progress";
import { stateOf, type StateTone } from "./tool-call-words";
import { useFocusOnAsk } from "./use-focus-on-ask";

interface Props {
  call: ToolCall;
  /** While it runs and says so. */
  progress?: Progress;
  onDecide: (call: ToolCall, decision: ToolCallDecision) => Promise<unknown>;
  onSettle: (call: ToolCall, outcome: Outcome) => Promise<unknown>;
}

/** One line until it needs something. */
export const ToolCallCard = memo(function ToolCallCard({ call, progress, onDecide, onSettle }: Props) {
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = useId();
  const origin = useId();
  const asks = call.status === "awaiting_approval";
  const unknown = call.status === "unknown";
  useFocusOnAsk(heading, asks || unknown);
  useEffect(() => {
    if (asks) setOpen(false);
  }, [asks]);
  return (
    <section
      role="group"
      aria-labelledby={name}
      aria-describedby={asks || unknown ? origin : undefined}
      data-tool-call={call.id}
      data-status={call.status}
      className={classNames(styles.card, (asks || unknown) && styles.wait)}
    >
      <header className={styles.head}>
        <Mark name={call.connector?.name ?? call.title} color={call.connector?.color} src={call.connector?.icon_url} />
        <h2 ref={heading} id={name} tabIndex={-1} className={styles.name}>
          <b>
            <OutsideText text={call.title} />
          </b>{" "}
          {call.connector && (
            <>
              · <OutsideText text={call.connector.name} />
            </>
          )}{" "}
          {call.account && (
            <>
              · <OutsideText text={call.account} />
            </>
          )}
        </h2>
        <EffectBadge effect={call.effect} />
        {asks ? <span className="visually-hidden">Waiting for your approval</span> : <CallState call={call} />}
        {!asks && !unknown && (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-label="Request and result"
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={14} aria-hidden />
          </button>
        )}
      </header>
      {progress && call.status === "sent" && (
        <ToolCallProgress progress={progress} label={`Progress of ${call.title}`} />
      )}
      {(asks || unknown || open) && <ToolCallOrigin id={origin} call={call} />}
      {asks && <ToolCallApproval call={call} onDecide={(decision) => onDecide(call, decision)} />}
      {unknown && <ToolCallOutcome call={call} onSettle={(outcome) => onSettle(call, outcome)} />}
      {call.error && !open && (
        <p className={classNames(styles.note, call.status !== "denied" && styles.bad)}>
          <OutsideText text={call.error.message} kind="text" />
        </p>
      )}
      {open && <ToolCallDetails call={call} />}
    </section>
  );
});

const ICONS: Partial<Record<StateTone, typeof Check>> = {
  ok: Check,
  bad: CircleAlert,
  wait: Hourglass,
  plain: CircleSlash,
};

function CallState({ call }: { call: ToolCall }) {
  const now = useNow(call.status === "sent" ? 1000 : 60_000);
  const { words, tone } = stateOf(call, now);
  const Icon = ICONS[tone];
  return (
    <span className={classNames(styles.state, styles[tone])}>
      {Icon ? <Icon size={16} aria-hidden /> : <Spinner />}
      {words}
    </span>
  );
}
