import { type KeyboardEvent, useRef } from "react";

import styles from "./segmented.module.css";

export interface Option<T extends string> {
  value: T;
  label: string;
  /** Why it cannot be chosen; "" when it can. */
  refused?: string;
}

interface Props<T extends string> {
  label: string;
  value: T | null;
  options: Option<T>[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A few words of which one is on: a radio group with arrow keys. */
export function Segmented<T extends string>({ label, value, options, onChange, disabled }: Props<T>) {
  const group = useRef<HTMLDivElement>(null);
  const open = options.filter((option) => !option.refused);
  const reachable = open.some((option) => option.value === value) ? value : open[0]?.value;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step || disabled) return;
    event.preventDefault();
    const at = open.findIndex((option) => option.value === reachable);
    const next = open[(at + step + open.length) % open.length];
    if (!next) return;
    onChange(next.value);
    group.current?.querySelector<HTMLElement>(`[data-value="${next.value}"]`)?.focus();
  };
  return (
    <div ref={group} role="radiogroup" aria-label={label} className={styles.segmented} onKeyDown={onKeyDown}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          data-value={option.value}
          aria-checked={option.value === value}
          tabIndex={option.value === reachable ? 0 : -1}
          disabled={disabled || Boolean(option.refused)}
          title={option.refused || undefined}
          className={styles.option}
          onClick={() => option.value !== value && onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
