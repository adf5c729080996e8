import { useState } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import type { ToolCall } from "@/types/api";

import type { Outcome } from "../api/tool-calls";
import { ReadToEnd } from "./read-to-end";
import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import styles from "./tool-call.module.css";

interface Props {
  call: ToolCall;
  onSettle: (outcome: Outcome) => Promise<unknown>;
}

/** A write left and no answer came: a person looks on the other side and says what became of it. */
export function ToolCallOutcome({ call, onSettle }: Props) {
  const [pending, setPending] = useState<Outcome | null>(null);
  const [error, setError] = useState<unknown>(null);
  const settle = (outcome: Outcome) => {
    setPending(outcome);
    onSettle(outcome)
      .catch(setError)
      .finally(() => setPending(null));
  };
  const button = (outcome: Outcome, label: string) => (
    <Button
      busy={pending === outcome}
      disabled={pending !== null && pending !== outcome}
      onClick={() => settle(outcome)}
    >
      {label}
    </Button>
  );
  return (
    <>
      <p className={styles.note}>
        This was sent, but no answer came back. It may have happened. Please look in{" "}
        {call.connector ? <OutsideText text={call.connector.name} /> : "the service"}, then choose.
      </p>
      <ReadToEnd label="Request">
        <ArgumentList call={call} />
      </ReadToEnd>
      <ArgumentJson call={call} />
      {Boolean(error) && (
        <div className={styles.note}>
          <ProblemNotice error={error} />
        </div>
      )}
      <div className={styles.actions}>
        {button("happened", "It happened")}
        {button("retry", "It did not, try again")}
        {button("skip", "Skip")}
      </div>
    </>
  );
}
