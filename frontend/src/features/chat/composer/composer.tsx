import { ArrowUp, Square } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useLayoutEffect, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { boot } from "@/lib/boot";
import { composes } from "@/lib/composing";
import { saysNothing } from "@/lib/says-nothing";

import type { Command } from "./commands";
import styles from "./composer.module.css";
import { Hindrance } from "./hindrance";
import { SlashMenu, useSlash } from "./slash-menu";
import { useDraft } from "./use-draft";

interface Props {
  /** Where the draft belongs: one text per conversation. */
  place: string;
  placeholder?: string;
  /** A turn is under way: Stop instead of Send. */
  active: boolean;
  /** Why nothing can be sent now, and what to do: said when somebody tries. */
  hindrance?: ReactNode;
  sending: boolean;
  stopping: boolean;
  /** Rejects when it was not sent: the text stays. */
  onSend: (text: string) => Promise<unknown>;
  onStop: () => void;
  commands: Command[];
  plus?: ReactNode;
  chips?: ReactNode;
  notices?: ReactNode;
}

const PLACEHOLDER = "Reply, or type / for commands";

/** Where one writes. Enter sends, Shift-Enter breaks the line, Esc stops; never while an IME composes. */
export function Composer(props: Props) {
  const {
    place,
    placeholder = PLACEHOLDER,
    active,
    hindrance = <Hindrance status={null} />,
    sending,
    onSend,
    onStop,
    commands,
  } = props;
  const [text, setText, setSent] = useDraft(place);
  const area = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const slash = useSlash(commands, text, setText);
  useGrowing(area, text);

  // Two Enters can come before anything else does.
  const leaving = useRef(false);
  const [tried, setTried] = useState(0);
  const written = !saysNothing(text);
  if (tried && !(active && written)) setTried(0);
  const ready = written && !active && !sending;
  const send = () => {
    if (active && written) setTried(tried + 1);
    if (!ready || leaving.current) return;
    leaving.current = true;
    void onSend(text.trim())
      .then(
        () => setSent(text),
        () => undefined,
      )
      .finally(() => {
        leaving.current = false;
      });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composes(event.nativeEvent) || slash.takeKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape" && active) onStop();
  };
  return (
    <div className={styles.composer}>
      <div role="status" className={tried ? styles.notices : undefined}>
        {tried > 0 && (
          <Notice key={tried} tone="warn">
            {hindrance}
          </Notice>
        )}
      </div>
      {props.notices && <div className={styles.notices}>{props.notices}</div>}
      <form
        className={styles.box}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {slash.open && <SlashMenu id={list} commands={slash.found} active={slash.active} onPick={slash.pick} />}
        <textarea
          ref={area}
          data-composer=""
          dir="auto"
          rows={1}
          className={styles.text}
          aria-label="Message"
          placeholder={placeholder}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          onBlur={slash.close}
          autoFocus
          aria-controls={slash.open ? list : undefined}
          aria-autocomplete={slash.open ? "list" : undefined}
          aria-activedescendant={slash.open && slash.found.length ? `${list}-${slash.active}` : undefined}
        />
        <div className={styles.row}>
          {props.plus}
          <div className={styles.chips}>{props.chips}</div>
          <span className={styles.model}>{boot.model.label}</span>
          {active ? (
            <Button icon round aria-label="Stop" busy={props.stopping} onClick={onStop}>
              {!props.stopping && <Square size={12} fill="currentColor" aria-hidden />}
            </Button>
          ) : (
            <Button type="submit" variant="primary" icon round aria-label="Send" disabled={!ready} busy={sending}>
              {!sending && <ArrowUp size={16} aria-hidden />}
            </Button>
          )}
        </div>
      </form>
    </div>
  );
}

/** As high as its text. */
function useGrowing(area: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = area.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${element.scrollHeight}px`;
  }, [area, text]);
}
