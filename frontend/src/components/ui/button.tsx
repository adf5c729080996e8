import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./button.module.css";
import spin from "./spinner.module.css";

interface Look {
  variant?: "plain" | "primary" | "ghost" | "danger";
  small?: boolean;
  icon?: boolean;
  round?: boolean;
}

interface Props extends ComponentProps<"button">, Look {
  busy?: boolean;
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ variant = "plain", small, icon, round }: Look = {}, extra?: string): string {
  return classNames(
    styles.button,
    variant !== "plain" && styles[variant],
    small && styles.small,
    icon && styles.icon,
    round && styles.round,
    extra,
  );
}

/** A button. `busy` keeps its words and its focus, and takes no second press. */
export function Button({
  variant,
  small,
  icon,
  round,
  busy,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={buttonClass({ variant, small, icon, round }, className)}
    >
      {busy && <LoaderCircle className={spin.spinner} size={14} aria-hidden />}
      {children}
    </button>
  );
}
