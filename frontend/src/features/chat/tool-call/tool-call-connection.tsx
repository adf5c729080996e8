import { useState } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import type { ToolCall } from "@/types/api";

import type { QuestionAnswer } from "./input-form";
import { Expiry } from "./tool-call-approval";
import styles from "./tool-call.module.css";

/** What one can do about a call that waits for an account, or for an answer. */
export interface WaitActions {
  /** Goes to the service's sign-in; the call goes on by itself afterwards. */
  onSignIn: (call: ToolCall) => Promise<unknown>;
  onGoOnWithout: (call: ToolCall) => Promise<unknown>;
  /** To what the service asks, by question. */
  onAnswer: (call: ToolCall, answers: Record<string, QuestionAnswer>) => Promise<unknown>;
}

type Wanted = NonNullable<ToolCall["connection_wanted"]>;
type Reason = Wanted["reason"];

const BUTTONS: Record<Reason, string> = {
  connect: "Connect",
  sign_in_again: "Sign in again",
  more_access: "Give more access",
};

/** A call that its service refuses for want of a sign-in: who wants what and why, and the ways on. */
export function ToolCallConnection({ call, waits }: { call: ToolCall; waits: WaitActions }) {
  const [pending, setPending] = useState<"sign-in" | "without" | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { connection_wanted: wanted } = call;
  if (!wanted) return null;
  const act = (what: "sign-in" | "without", action: (call: ToolCall) => Promise<unknown>) => {
    setPending(what);
    setError(null);
    action(call)
      .catch(setError)
      .finally(() => setPending(null));
  };
  return (
    <>
      <p className={styles.note}>
        <Words call={call} wanted={wanted} /> The answer goes on by itself afterwards.
      </p>
      {Boolean(error) && (
        <div className={styles.note}>
          <ProblemNotice error={error} />
        </div>
      )}
      <div className={styles.actions}>
        <Button
          variant="primary"
          busy={pending === "sign-in"}
          disabled={pending === "without"}
          onClick={() => act("sign-in", waits.onSignIn)}
        >
          {BUTTONS[wanted.reason]}
        </Button>
        <Button
          variant="ghost"
          busy={pending === "without"}
          disabled={pending === "sign-in"}
          onClick={() => act("without", waits.onGoOnWithout)}
        >
          Go on without it
        </Button>
        {wanted.expires_at && <Expiry at={wanted.expires_at} />}
      </div>
    </>
  );
}

function Words({ call, wanted }: { call: ToolCall; wanted: Wanted }) {
  const service = call.connector ? <OutsideText text={call.connector.name} /> : "The service";
  switch (wanted.reason) {
    case "connect":
      return <>This needs your own account at {service}, and none is connected now. Connect it to go on.</>;
    case "sign_in_again":
      return <>{service} does not accept your sign-in any more. Sign in again to go on.</>;
    case "more_access":
      return (
        <>
          {service} wants more access for this than your account gave it: <Scopes wanted={wanted} />. What it has access
          to already works as before.
        </>
      );
  }
}

/** What it wants to do, in plain phrases; as the service calls it where nobody has put it in words. */
function Scopes({ wanted: { scopes, scope_words } }: { wanted: Wanted }) {
  return scopes.map((name, index) => (
    <span key={name}>
      {index > 0 && ", "}
      {scope_words[name] ?? (
        <code>
          <OutsideText text={name} />
        </code>
      )}
    </span>
  ));
}
