import * as Radix from "@radix-ui/react-dialog";
import { createContext, type ReactNode } from "react";

import dialog from "@/components/ui/dialog.module.css";

import styles from "./layout.module.css";

/** Opens the sidebar on a phone; null where it is always there. */
export const OpenDrawer = createContext<(() => void) | null>(null);

/** The sidebar of a narrow screen. */
export function Drawer({
  open,
  onOpenChange,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={dialog.veil} />
        <Radix.Content className={styles.drawer} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">Workspace</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
