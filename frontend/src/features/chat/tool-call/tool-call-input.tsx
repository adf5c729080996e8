import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { asProblem } from "@/lib/problem";
import type { Question, ToolCall } from "@/types/api";

import { answersOf, type Filled, initial, type QuestionAnswer } from "./input-form";
import { QuestionFields } from "./question-fields";
import { ReadToEnd } from "./read-to-end";
import { Expiry } from "./tool-call-approval";
import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import type { WaitActions } from "./tool-call-connection";
import styles from "./tool-call.module.css";

type Action = QuestionAnswer["action"];

/** What a service asks in the middle of a call: its forms and addresses, and the ways to answer. */
export function ToolCallInput({ call, waits }: { call: ToolCall; waits: WaitActions }) {
  const { input_wanted: wanted } = call;
  const questions = wanted?.questions ?? [];
  const [filled, setFilled] = useState<Record<string, Filled>>(() =>
    Object.fromEntries(questions.map(({ key, fields }) => [key, initial(fields)])),
  );
  const [opened, setOpened] = useState<string[]>([]);
  const { pending, error, send } = useSending(call, waits, (action) => answersOf(questions, action, filled));
  if (!wanted) return null;
  const { fields: errors } = asProblem(error ?? "");
  const unopened = questions.some(({ kind, key }) => kind === "url" && !opened.includes(key));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send("accept");
  };
  const other = (action: Action, label: string) => (
    <Button variant="ghost" busy={pending === action} disabled={pending !== null} onClick={() => send(action)}>
      {label}
    </Button>
  );
  return (
    <form onSubmit={submit}>
      {questions.map((question) => (
        <fieldset key={question.key} className={styles.question}>
          <legend>{call.connector ? <OutsideText text={call.connector.name} /> : "The service"} asks</legend>
          <p>
            <OutsideText text={question.message} kind="prose" />
          </p>
          {question.kind === "url" ? (
            <Address question={question} onOpen={() => setOpened([...opened, question.key])} />
          ) : (
            <QuestionFields
              fields={question.fields}
              filled={filled[question.key] ?? {}}
              errors={errors}
              onFill={(values) => setFilled({ ...filled, [question.key]: values })}
            />
          )}
        </fieldset>
      ))}
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
        <Button type="submit" variant="primary" busy={pending === "accept"} disabled={pending !== null || unopened}>
          Accept
        </Button>
        {other("decline", "Decline")}
        {other("cancel", "Cancel")}
        {wanted.expires_at && <Expiry at={wanted.expires_at} />}
        {unopened && <span className={styles.unread}>Open the address first, then accept.</span>}
      </div>
    </form>
  );
}

/** Leads to an address of the service's, after all of it was in view; what is typed there never comes here. */
function Address({ question, onOpen }: { question: Question; onOpen: () => void }) {
  return (
    <p>
      This leads to <b>{question.host}</b> in a new tab. Go on only if you know it:{" "}
      <code>
        <OutsideText text={question.url} />
      </code>{" "}
      <a href={question.url} target="_blank" rel="noopener noreferrer" onClick={onOpen} onAuxClick={onOpen}>
        Open {question.host}
      </a>
    </p>
  );
}

function useSending(call: ToolCall, waits: WaitActions, answers: (action: Action) => Record<string, QuestionAnswer>) {
  const [pending, setPending] = useState<Action | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = (action: Action) => {
    setPending(action);
    setError(null);
    waits
      .onAnswer(call, answers(action))
      .catch(setError)
      .finally(() => setPending(null));
  };
  return { pending, error, send };
}
