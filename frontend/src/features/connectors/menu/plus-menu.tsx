import * as Popover from "@radix-ui/react-popover";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, LayoutGrid, Plus } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { paths } from "@/config/paths";
import { classNames } from "@/lib/class-names";
import { usePlace } from "@/lib/organization-context";
import { useNarrow } from "@/lib/use-media";

import { AskedBeforeSignIn } from "../accounts/asked-before-sign-in";
import { ConnectorMenuRows } from "./connector-menu-rows";
import type { ConnectorRow } from "./connector-row-state";
import styles from "./plus-menu.module.css";
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
  const trigger = useRef<HTMLButtonElement>(null);
  // The menu stands over the whole composer, not over its text.
  const anchor = useRef({
    getBoundingClientRect: () =>
      (trigger.current?.closest("form") ?? trigger.current)?.getBoundingClientRect() ?? new DOMRect(),
  });
  const change = (next: boolean) => {
    setOpen(next);
    setInside(false);
  };
  return (
    <>
      <Popover.Root open={open} onOpenChange={change}>
        <Popover.Anchor virtualRef={anchor} />
        <Popover.Trigger asChild>
          <Button ref={trigger} variant="ghost" icon aria-label="Add to conversation">
            <Plus size={16} aria-hidden />
          </Button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            className={styles.popover}
            side="top"
            align="start"
            sideOffset={8}
            collisionPadding={12}
            aria-label="Add to conversation"
          >
            <div className={styles.panels}>
              {!(narrow && inside) && <FirstPanel inside={inside} onOpen={() => setInside(true)} />}
              {inside && (
                <ConnectorsPanel
                  {...props}
                  narrow={narrow}
                  onBack={() => setInside(false)}
                  onDone={() => change(false)}
                />
              )}
            </div>
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <AskedBeforeSignIn asked={props.actions.asked} returnTo={trigger} />
    </>
  );
}

function FirstPanel({ inside, onOpen }: { inside: boolean; onOpen: () => void }) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "ArrowRight") onOpen();
    else moveWithArrows(event);
  };
  return (
    <div className={styles.menu} onKeyDown={onKeyDown}>
      <button
        type="button"
        className={classNames(styles.item, inside && styles.on)}
        aria-expanded={inside}
        onClick={onOpen}
      >
        <LayoutGrid size={16} aria-hidden />
        <b style={{ fontWeight: 500 }}>Connectors</b>
        <ChevronRight className={styles.end} size={14} aria-hidden />
      </button>
    </div>
  );
}

function ConnectorsPanel({
  narrow,
  onBack,
  onDone,
  ...rows
}: Props & { narrow: boolean; onBack: () => void; onDone: () => void }) {
  const { org } = usePlace();
  const panel = useRef<HTMLDivElement>(null);
  const { loading } = rows;
  useEffect(() => {
    // The panel takes the focus when it opens, and its first control once it is there.
    if (panel.current)
      (panel.current.querySelector<HTMLElement>("[role=switch]:not(:disabled), button, a") ?? panel.current).focus();
  }, [loading]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "ArrowLeft") onBack();
    else moveWithArrows(event);
  };
  return (
    <div ref={panel} className={styles.menu} onKeyDown={onKeyDown} role="group" aria-label="Connectors">
      {narrow && (
        <button type="button" className={classNames(styles.item, styles.head)} onClick={onBack}>
          <ChevronLeft size={16} aria-hidden /> Connectors
        </button>
      )}
      <ConnectorMenuRows {...rows} />
      <hr className={styles.line} />
      <Link to={paths.customizeConnectors} params={{ org }} className={styles.item} onClick={onDone}>
        <LayoutGrid size={16} aria-hidden /> Manage connectors
      </Link>
    </div>
  );
}

const STOPS = "button:not(:disabled), a[href]";

/** Arrow keys, Home and End move among what can be pressed inside the element. */
function moveWithArrows(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>(STOPS)];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const to = target(event.key, at, stops.length);
  if (to === null || !stops[to]) return;
  event.preventDefault();
  stops[to].focus();
}

function target(key: string, at: number, count: number): number | null {
  if (key === "ArrowDown") return (at + 1) % count;
  if (key === "ArrowUp") return (at - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
