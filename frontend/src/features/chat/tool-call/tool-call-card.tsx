import { Check, ChevronRight, CircleAlert, CircleSlash, Hourglass, PanelRight } from "lucide-react";
import { lazy, memo, type RefObject, Suspense, useEffect, useId, useRef, useState } from "react";

import { EffectBadge } from "@/components/effect-badge";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { Loading } from "@/components/ui/skeleton";
import { Spinner } from "@/components/ui/spinner";
import { classNames } from "@/lib/class-names";
import { useNow } from "@/lib/use-now";
import type { ToolCall } from "@/types/api";

import type { Outcome, ToolCallDecision } from "../api/tool-calls";
import type { Progress } from "../stream/events";
import { ToolCallApproval } from "./tool-call-approval";
import { type WaitActions, ToolCallConnection } from "./tool-call-connection";
import { ToolCallDetails, ToolCallOrigin, ToolCallProgress } from "./tool-call-details";
import { ToolCallInput } from "./tool-call-input";
import { ToolCallOutcome } from "./tool-call-outcome";
import { stateOf, type StateTone } from "./tool-call-words";
import styles from "./tool-call.module.css";

/** What a chart of one line takes: what stands below does not jump when it has loaded. */
const CHART_HEIGHT = 300;
const Chart = lazy(() => import("../chart/chart").then((module) => ({ default: module.Chart })));

interface Props {
  call: ToolCall;
  /** While it runs and says so. */
  progress?: Progress;
  onDecide: (call: ToolCall, decision: ToolCallDecision) => Promise<unknown>;
  onSettle: (call: ToolCall, outcome: Outcome) => Promise<unknown>;
  /** Shows the design that the call wrote. */
  onOpenDesign?: (call: ToolCall) => void;
  waits: WaitActions;
}

/** One line until it needs something. */
export const ToolCallCard = memo(function ToolCallCard({
  call,
  progress,
  onDecide,
  onSettle,
  onOpenDesign,
  waits,
}: Props) {
  const [open, setOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const name = useId();
  const origin = useId();
  const asks = call.status === "awaiting_approval";
  const unknown = call.status === "unknown";
  const signsIn = call.status === "awaiting_connection";
  const answers = call.status === "awaiting_input";
  const isAsked = asks || unknown || signsIn || answers;
  useFocusOnAsk(heading, isAsked);
  useEffect(() => {
    if (asks) setOpen(false);
  }, [asks]);
  return (
    <section
      role="group"
      aria-labelledby={name}
      aria-describedby={isAsked ? origin : undefined}
      data-tool-call={call.id}
      data-status={call.status}
      className={classNames(styles.card, isAsked && styles.wait)}
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
        {!isOwn(call) && <EffectBadge effect={call.effect} />}
        {asks ? <span className="visually-hidden">Waiting for your approval</span> : <CallState call={call} />}
        {!isAsked && (
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
      {(isAsked || open) && <ToolCallOrigin id={origin} call={call} />}
      {asks && <ToolCallApproval call={call} onDecide={(decision) => onDecide(call, decision)} />}
      {unknown && <ToolCallOutcome call={call} onSettle={(outcome) => onSettle(call, outcome)} />}
      {answers && <ToolCallInput key={call.input_wanted?.round} call={call} waits={waits} />}
      {signsIn && <ToolCallConnection call={call} waits={waits} />}
      {call.error && !open && !signsIn && (
        <p className={classNames(styles.note, call.status !== "denied" && styles.bad)}>
          <OutsideText text={call.error.message} kind="text" />
        </p>
      )}
      {onOpenDesign && isOwn(call) && call.tool === "write_design" && call.status === "succeeded" && (
        <div className={styles.design}>
          <Button small onClick={() => onOpenDesign(call)}>
            <PanelRight size={14} aria-hidden /> Open the design
          </Button>
        </div>
      )}
      {call.chart && call.status === "succeeded" && (
        <Suspense fallback={<Loading label="The chart loads" children={<div style={{ blockSize: CHART_HEIGHT }} />} />}>
          <Chart chart={call.chart} />
        </Suspense>
      )}
      {open && !isAsked && <ToolCallDetails call={call} />}
    </section>
  );
});

/** A tool of Switchboard's own: nothing left the chat for it. */
const isOwn = (call: ToolCall) => call.connector === null && call.error?.code !== "no_such_tool";

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

/** Whether moving the focus would take it from someone who is typing, or from another card that asks. */
function inUse(active: Element | null): boolean {
  if (!active || active === document.body) return false;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement)
    return active.value !== "" || !("composer" in active.dataset);
  return Boolean(active.closest("[data-tool-call], [role=dialog], [role=menu]"));
}

/**
 * The focus goes to the heading of what asks, never to a button, and never away from someone typing. Once it is
 * decided and its buttons are gone, the heading keeps the focus.
 */
export function useFocusOnAsk(heading: RefObject<HTMLElement | null>, asks: boolean): void {
  const asked = useRef(false);
  useEffect(() => {
    const decided = asked.current && !asks;
    asked.current = asks;
    if (decided && document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
    if (!asks || inUse(document.activeElement)) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [asks, heading]);
}
