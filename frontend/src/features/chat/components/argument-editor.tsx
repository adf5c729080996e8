import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextArea, TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { words } from "@/lib/format";
import type { ToolCall } from "@/types/api";

import { draftsOf, readDrafts } from "./edit-arguments";
import styles from "./tool-call-card.module.css";

interface Props {
  call: ToolCall;
  error: unknown;
  busy: boolean;
  onAllow: (values: Record<string, unknown>) => void;
  onCancel: () => void;
}

/** The arguments as a form: what is allowed is exactly what stands here. */
export function ArgumentEditor({ call, error, busy, onAllow, onCancel }: Props) {
  const [drafts, setDrafts] = useState(() => draftsOf(call.arguments));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDrafts(drafts, call.arguments);
    setErrors(read.errors);
    if (!Object.keys(read.errors).length) onAllow(read.values);
  };
  return (
    <form className={styles.edit} onSubmit={onSubmit}>
      {Object.entries(drafts).map(([name, draft]) => {
        const Field = draft.length > 60 || draft.includes("\n") ? TextArea : TextField;
        return (
          <Field
            key={name} label={words(name)} value={draft} error={errors[name]}
            onChange={(event: { target: { value: string } }) => setDrafts({ ...drafts, [name]: event.target.value })}
          />
        );
      })}
      <ProblemNotice error={error} />
      <div style={{ display: "flex", gap: 8 }}>
        <Button type="submit" variant="primary" busy={busy}>Allow once with these</Button>
        <Button variant="ghost" onClick={onCancel}>Back</Button>
      </div>
    </form>
  );
}
