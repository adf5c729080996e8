import * as Popover from "@radix-ui/react-popover";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, LayoutGrid, Plus } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { paths } from "@/config/paths";
import { classNames } from "@/lib/class-names";
import { usePlace } from "@/lib/organization-context";
import { useNarrow } from "@/lib/use-media";

import { ConnectorMenuRows } from "./connector-menu-rows";
import type { ConnectorRow } from "./connector-row-state";
import styles from "./plus-menu.module.css";
import { moveWithArrows } from "./use-arrow-keys";
import type { RowActions } from "./use-row-actions";

interface Props {
  rows: ConnectorRow[];
  loading: boolean;
  error: unknown;
  actions: RowActions;
}

/** "+": its Connectors open on click, Enter and →, beside it, or on a phone in its place. */
export function PlusMenu(props: Props) {
  const [open, setOpen] = useState(false);
  const [inside, setInside] = useState(false);
  const narrow = useNarrow();
  const change = (next: boolean) => {
    setOpen(next);
    setInside(false);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger asChild>
        <Button variant="ghost" icon aria-label="Add to conversation"><Plus size={16} strokeWidth={1.5} aria-hidden /></Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.popover} side="top" align="start" sideOffset={18} alignOffset={-16} collisionPadding={12} aria-label="Add to conversation">
          <div className={styles.panels}>
            {!(narrow && inside) && <FirstPanel inside={inside} onOpen={() => setInside(true)} />}
            {inside && <ConnectorsPanel {...props} narrow={narrow} onBack={() => setInside(false)} onDone={() => change(false)} />}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FirstPanel({ inside, onOpen }: { inside: boolean; onOpen: () => void }) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "ArrowRight") onOpen();
    else moveWithArrows(event);
  };
  return (
    <div className={styles.menu} onKeyDown={onKeyDown}>
      <button type="button" className={classNames(styles.item, inside && styles.on)} aria-expanded={inside} onClick={onOpen}>
        <LayoutGrid size={16} strokeWidth={1.5} aria-hidden />
        <b style={{ fontWeight: 500 }}>Connectors</b>
        <ChevronRight className={styles.end} size={14} strokeWidth={1.5} aria-hidden />
      </button>
    </div>
  );
}

function ConnectorsPanel({ narrow, onBack, onDone, ...rows }: Props & { narrow: boolean; onBack: () => void; onDone: () => void }) {
  const { org } = usePlace();
  const panel = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "ArrowLeft") onBack();
    else moveWithArrows(event);
  };
  return (
    <div ref={panel} className={styles.menu} onKeyDown={onKeyDown} role="group" aria-label="Connectors">
      {narrow && (
        <button type="button" className={classNames(styles.item, styles.head)} onClick={onBack} autoFocus>
          <ChevronLeft size={16} strokeWidth={1.5} aria-hidden /> Connectors
        </button>
      )}
      <ConnectorMenuRows {...rows} />
      <hr className={styles.line} />
      <Link to={paths.customizeConnectors} params={{ org }} className={styles.item} onClick={onDone} ref={(element) => focusFirst(element, panel.current)}>
        <LayoutGrid size={16} strokeWidth={1.5} aria-hidden /> Manage connectors
      </Link>
    </div>
  );
}

/** The panel takes the focus when it opens: its first control, once it is there. */
function focusFirst(last: HTMLElement | null, panel: HTMLElement | null): void {
  if (!last || !panel || panel.contains(document.activeElement)) return;
  (panel.querySelector<HTMLElement>("[role=switch]:not(:disabled), button") ?? last).focus();
}
