import * as Radix from "@radix-ui/react-dialog";
import type { ReactNode, RefObject } from "react";

import styles from "./dialog.module.css";
import { OutsideText } from "./outside-text";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  about?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Where the focus goes afterwards, when what opened the dialog is gone by then, as the item of a menu is. */
  returnTo?: RefObject<HTMLElement | null>;
}

/** A dialog over the page. Esc and the veil close it; focus comes back to where it was. */
export function Dialog({ open, onOpenChange, title, about, children, actions, returnTo }: Props) {
  const giveBack = (event: Event) => {
    if (!returnTo?.current) return;
    event.preventDefault();
    returnTo.current.focus();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.veil} />
        <Radix.Content
          className={styles.dialog}
          onCloseAutoFocus={giveBack}
          {...(about ? {} : { "aria-describedby": undefined })}
        >
          <Radix.Title className={styles.title}>
            <OutsideText text={title} />
          </Radix.Title>
          {about && <Radix.Description className={styles.about}>{about}</Radix.Description>}
          {children && <div className={styles.body}>{children}</div>}
          {actions && <div className={styles.actions}>{actions}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
