import * as Radix from "@radix-ui/react-dropdown-menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";

import { classNames } from "@/lib/class-names";

import styles from "./menu.module.css";

interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
}

/** A menu of actions. Not modal (that hides the page from assistive
 * technology), and in place: it stays in the landmark that it belongs to. */
export function Menu({ trigger, children, align = "start", side = "bottom" }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Content className={styles.menu} align={align} side={side} sideOffset={6} collisionPadding={8}>
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}

interface ItemProps {
  onSelect: () => void;
  children: ReactNode;
  danger?: boolean;
  disabled?: boolean;
}

export function MenuItem({ onSelect, children, danger, disabled }: ItemProps) {
  return (
    <Radix.Item className={classNames(styles.item, danger && styles.danger)} onSelect={onSelect} disabled={disabled}>
      {children}
    </Radix.Item>
  );
}

/** One of several that exclude each other. */
export function MenuChoice({ checked, onSelect, children }: ItemProps & { checked: boolean }) {
  return (
    <Radix.CheckboxItem className={styles.item} checked={checked} onSelect={onSelect}>
      {children}
      {checked && <Check size={16} style={{ marginLeft: "auto" }} aria-hidden />}
    </Radix.CheckboxItem>
  );
}

export const MenuLine = () => <Radix.Separator className={styles.line} />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className={styles.label}>{children}</Radix.Label>
);
