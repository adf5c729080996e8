import { Download, Undo2, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";

import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Skeleton } from "@/components/ui/skeleton";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useMedia } from "@/lib/use-media";
import type { Design } from "@/types/api";

import { fileAddress, useChangeDesign, useDesign, useDesigns } from "../api/designs";
import { DesignPage } from "./design-page";
import styles from "./design-panel.module.css";
import { previousOf } from "./undo";

export interface Sending {
  /** Why it cannot be sent now; empty when it can. */
  hindrance: string;
  /** Asks the assistant to do it: what it then does is approved and recorded like any other write. */
  onSend: (text: string) => void;
}

interface Props extends Sending {
  conversation: string;
  /** The tool call whose design is shown. */
  call: string;
  /** What was pressed: the focus comes back to it. */
  opener: Element | null;
  onClose: () => void;
}

/** Where there is no room beside the chat (app/chat-screen.module.css): what the chat asks would be behind it. */
const COVERS = "(max-width: 1099px)";

/** A design beside the chat: look at it, change its texts, take changes back, download it, send it to Canva. */
export function DesignPanel({ conversation, call, opener, onClose, ...sending }: Props) {
  const { org } = usePlace();
  const designs = useDesigns(org, conversation);
  const id = designs.data?.find((one) => one.calls.includes(call))?.id ?? null;
  const design = useDesign(org, conversation, id);
  const heading = useFocus(opener);
  const covers = useMedia(COVERS);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  const missing = designs.isFetched && !designs.isFetching && !designs.error && id === null;
  return (
    <aside className={styles.panel} aria-label="Design" onKeyDown={onKeyDown}>
      <header className={styles.head}>
        <h2 ref={heading} tabIndex={-1}>
          {design.data ? <OutsideText text={design.data.title} /> : "Design"}
        </h2>
        <Button variant="ghost" icon aria-label="Close the design" onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </header>
      {design.data ? (
        <Shown
          key={design.data.id}
          design={design.data}
          reread={() => void design.refetch()}
          onSent={covers ? onClose : undefined}
          org={org}
          conversation={conversation}
          {...sending}
        />
      ) : (
        <div className={styles.body}>
          <ProblemNotice error={designs.error ?? design.error} />
          {missing && <p>This design is not there any more.</p>}
          {!missing && !designs.error && !design.error && <Skeleton />}
        </div>
      )}
    </aside>
  );
}

interface ShownProps extends Sending {
  design: Design;
  org: string;
  conversation: string;
  reread: () => void;
  onSent: (() => void) | undefined;
}

function Shown({ design, org, conversation, reread, hindrance, onSend, onSent }: ShownProps) {
  const change = useChangeDesign(org, conversation, design.id);
  const previous = previousOf(design.versions);
  const download = (type: "pptx" | "pdf" | "png") => {
    const link = document.createElement("a");
    link.href = fileAddress(org, design, type);
    link.download = "";
    link.click();
  };
  const send = () => {
    onSend(`Send the design “${design.title}” to Canva (design ${design.id}, version ${design.version}).`);
    onSent?.();
  };
  const changedElsewhere = change.error instanceof ApiProblem && change.error.code === "design_changed";
  return (
    <>
      <div className={styles.bar}>
        <Button
          small
          disabled={previous === null || change.isPending}
          title={previous === null ? "There is no earlier version to go back to." : undefined}
          onClick={() => previous !== null && change.mutate({ base: design.version, restores: previous })}
        >
          <Undo2 size={14} aria-hidden /> Undo
        </Button>
        <Menu
          trigger={
            <Button small>
              <Download size={14} aria-hidden /> Download
            </Button>
          }
        >
          <MenuItem onSelect={() => download("pptx")}>PowerPoint (.pptx)</MenuItem>
          <MenuItem onSelect={() => download("pdf")}>PDF</MenuItem>
          <MenuItem onSelect={() => download("png")}>
            {design.pages.length > 1 ? "Pictures (.png in a .zip)" : "Picture (.png)"}
          </MenuItem>
        </Menu>
        <Button small variant="primary" disabled={Boolean(hindrance) || change.isPending} onClick={send}>
          Send to Canva
        </Button>
        <span className={styles.state} role="status">
          {change.isPending ? "Saving…" : `Version ${design.version}`}
        </span>
      </div>
      {hindrance && <p className={styles.hindrance}>Send to Canva: {hindrance}</p>}
      <div className={styles.body}>
        <ProblemNotice
          error={change.error}
          action={
            changedElsewhere ? (
              <Button
                small
                onClick={() => {
                  change.reset();
                  reread();
                }}
              >
                Show the newest
              </Button>
            ) : undefined
          }
        />
        {design.pages.map((page, index) => (
          <DesignPage
            key={index}
            page={page}
            number={index + 1}
            count={design.pages.length}
            disabled={change.isPending}
            onChange={(field, text) => change.mutate({ base: design.version, edits: [{ page: index, field, text }] })}
          />
        ))}
      </div>
    </>
  );
}

/** Who opens the panel is in it, and comes back to what they pressed when it closes. */
function useFocus(opener: Element | null) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    return () => {
      // Known from the start: what is covered has lost the focus by now.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [opener]);
  return heading;
}
