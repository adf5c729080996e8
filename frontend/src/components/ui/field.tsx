import { type ComponentProps, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";

import { composes } from "@/lib/composing";
import { saysNothing } from "@/lib/says-nothing";

import styles from "./field.module.css";

interface Words {
  label: ReactNode;
  hint?: ReactNode;
  error?: string;
}

function Frame({ id, label, hint, error, children }: Words & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

function describedBy(id: string, { hint, error }: Omit<Words, "label">) {
  const ids = [hint ? `${id}-hint` : "", error ? `${id}-error` : ""].filter(Boolean);
  return { "aria-describedby": ids.join(" ") || undefined, "aria-invalid": Boolean(error) || undefined };
}

/** A line of text with its label, and what is wrong with it. Enter submits its form, not while an IME composes. */
export function TextField({ label, hint, error, onKeyDown, ...input }: Words & ComponentProps<"input">) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const { required, type, value } = input;
  const unseen = required && type !== "password" && typeof value === "string" && value !== "" && saysNothing(value);
  useEffect(() => field.current?.setCustomValidity(unseen ? "Type something that one can see." : ""), [unseen]);
  const takeKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (!composes(event.nativeEvent)) onKeyDown?.(event);
    else if (event.key === "Enter") event.preventDefault();
  };
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        dir="auto"
        {...input}
        ref={field}
        onKeyDown={takeKey}
        {...describedBy(id, { hint, error })}
        id={id}
        className={styles.input}
      />
    </Frame>
  );
}

/** Several lines of text. */
export function TextArea({ label, hint, error, ...input }: Words & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea dir="auto" {...input} {...describedBy(id, { hint, error })} id={id} className={styles.input} />
    </Frame>
  );
}

/** Yes or no, with the words beside the box. */
export function CheckField({
  label,
  hint,
  checked,
  onChange,
}: Omit<Words, "error"> & { checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <span>
        {label}
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}

/** One of a few. */
export function SelectField({ label, hint, error, children, ...input }: Words & ComponentProps<"select">) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select {...input} {...describedBy(id, { hint, error })} id={id} className={styles.input}>
        {children}
      </select>
    </Frame>
  );
}
