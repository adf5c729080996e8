import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { composes } from "@/lib/composing";
import type { ExactObject } from "@/lib/exact-json";
import { pieces } from "@/lib/outside-text";
import type { ToolCall } from "@/types/api";

import { argumentsOf } from "./argument-words";
import { draftsOf, readDrafts } from "./edit-arguments";
import { ArgumentName } from "./tool-call-arguments";
import styles from "./tool-call.module.css";

interface Props {
  call: ToolCall;
  error: unknown;
  busy: boolean;
  onAllow: (values: ExactObject) => void;
  onCancel: () => void;
}

/** The arguments as a form: what is allowed is exactly what stands here. */
export function ArgumentEditor({ call, error, busy, onAllow, onCancel }: Props) {
  const [before] = useState(() => argumentsOf(call));
  const [drafts, setDrafts] = useState(() => draftsOf(before));
  const [errors, setErrors] = useState(new Map<string, string>());
  const change = (name: string, text: string) =>
    setDrafts(drafts.map((draft) => (draft.name === name ? { name, text } : draft)));
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDrafts(drafts, before);
    setErrors(read.errors);
    if (!read.errors.size) onAllow(read.values);
  };
  return (
    <form
      className={styles.edit}
      onSubmit={onSubmit}
      onKeyDown={(event) => event.key === "Escape" && !composes(event.nativeEvent) && onCancel()}
    >
      {drafts.map(({ name, text }, index) => {
        const rows = rowsOf(text);
        const Field = rows > 1 ? TextArea : TextField;
        return (
          <Field
            key={name}
            autoFocus={index === 0}
            {...(rows > 1 && { rows })}
            label={<ArgumentName name={name} among={before} />}
            value={text}
            error={errors.get(name)}
            hint={
              holdsUnseen(text) && (
                <>
                  With what is unseen in it: <OutsideText text={text} kind="text" />
                </>
              )
            }
            onChange={(event: { target: { value: string } }) => change(name, event.target.value)}
          />
        );
      })}
      <ProblemNotice error={error} />
      <div style={{ display: "flex", gap: 8 }}>
        <Button type="submit" variant="primary" busy={busy} autoFocus={!drafts.length}>
          Allow once with these
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  );
}

const ROW_CHARACTERS = 60;

/** As many rows as the text takes: nothing that will be sent is out of sight. */
const rowsOf = (text: string) =>
  text.split("\n").reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / ROW_CHARACTERS)), 0);

/** A field shows no marks: what it holds unseen is then shown below it. */
const holdsUnseen = (text: string) => pieces(text, "text").some((piece) => typeof piece !== "string");
