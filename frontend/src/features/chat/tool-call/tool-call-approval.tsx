import { ChevronDown } from "lucide-react";
import { useCallback, useEffect, useId, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import type { ExactObject } from "@/lib/exact-json";
import { useNow } from "@/lib/use-now";
import type { ToolCall } from "@/types/api";

import type { ToolCallDecision } from "../api/tool-calls";
import { ArgumentEditor } from "./argument-editor";
import { ReadToEnd } from "./read-to-end";
import { ArgumentJson, ArgumentList } from "./tool-call-arguments";
import styles from "./tool-call.module.css";
import { expiryWords } from "./tool-call-words";

interface Props {
  call: ToolCall;
  onDecide: (decision: ToolCallDecision) => Promise<unknown>;
}

/**
 * What waits for a decision: the arguments, and the ways to decide. The first button is the safest useful one; it, and
 * all that allow, wait until the arguments were in view to their end.
 */
export function ToolCallApproval({ call, onDecide }: Props) {
  const [mode, setMode] = useState<"ask" | "edit" | "deny">("ask");
  const [pending, setPending] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const { left, look } = useUnread(call.arguments_text);
  const why = useId();
  const { editButton, denyButton } = useFocusBack(mode);
  const decide = (decision: ToolCallDecision) => {
    setPending(decision.decision);
    setError(null);
    return onDecide(decision)
      .catch(setError)
      .finally(() => setPending(null));
  };
  if (mode === "edit") {
    const allow = (values: ExactObject) => decide({ decision: "allow_once", arguments: values });
    return (
      <ArgumentEditor
        call={call}
        error={error}
        busy={pending !== null}
        onAllow={allow}
        onCancel={() => setMode("ask")}
      />
    );
  }
  return (
    <>
      {call.approval && call.approval.why.code !== "default_asks" && (
        <div className={styles.why}>
          <Notice tone="warn">
            <OutsideText text={call.approval.why.reason} kind="text" />
          </Notice>
        </div>
      )}
      {call.approval?.service_asks && (
        <div className={styles.why}>
          <Notice>
            {call.connector ? <OutsideText text={call.connector.name} /> : "The service"} asks, too:{" "}
            <q>
              <OutsideText text={call.approval.service_asks} kind="prose" />
            </q>{" "}
            Allowing this answers it with yes.
          </Notice>
        </div>
      )}
      <ReadToEnd label="Request" onLeft={look}>
        <ArgumentList call={call} />
      </ReadToEnd>
      <ArgumentJson call={call} />
      {Boolean(error) && (
        <div className={styles.note}>
          <ProblemNotice error={error} />
        </div>
      )}
      {mode === "deny" ? (
        <DenyForm
          busy={pending !== null}
          onDeny={(reason) => decide({ decision: "deny", reason })}
          onCancel={() => setMode("ask")}
        />
      ) : (
        <div className={styles.actions}>
          <Button
            variant="primary"
            busy={pending === "allow_once"}
            disabled={pending === "always_allow" || left > 0}
            aria-describedby={left > 0 ? why : undefined}
            onClick={() => decide({ decision: "allow_once" })}
          >
            Allow once
          </Button>
          <AlwaysAllow
            call={call}
            unread={left > 0 ? why : undefined}
            busy={pending === "always_allow"}
            onAllow={() => decide({ decision: "always_allow" })}
          />
          <Button
            variant="ghost"
            disabled={left > 0}
            aria-describedby={left > 0 ? why : undefined}
            ref={editButton}
            onClick={() => setMode("edit")}
          >
            Edit
          </Button>
          <Button variant="ghost" ref={denyButton} onClick={() => setMode("deny")}>
            Deny
          </Button>
          {call.approval && <Expiry at={call.approval.expires_at} />}
          {left > 0 && (
            <span id={why} className={styles.unread}>
              Read the request to its end first: {left} more {left === 1 ? "line" : "lines"}.
            </span>
          )}
        </div>
      )}
    </>
  );
}

/** Who leaves a form of the card comes back to the button that opened it. */
function useFocusBack(mode: "ask" | "edit" | "deny") {
  const editButton = useRef<HTMLButtonElement>(null);
  const denyButton = useRef<HTMLButtonElement>(null);
  const before = useRef(mode);
  useEffect(() => {
    const left = before.current;
    before.current = mode;
    if (mode === "ask" && left !== "ask") (left === "edit" ? editButton : denyButton).current?.focus();
  }, [mode]);
  return { editButton, denyButton };
}

/** How many lines of the arguments were not in view yet; once the end was, it stays read, however the page changes. */
function useUnread(text: string) {
  const [unread, setUnread] = useState({ text: "", left: 0 });
  const [read, setRead] = useState("");
  const look = useCallback(
    (left: number) => {
      setUnread((last) => (last.text === text && last.left === left ? last : { text, left }));
      if (!left) setRead(text);
    },
    [text],
  );
  return { left: read === text || unread.text !== text ? 0 : unread.left, look };
}

/** How long it can still be decided. */
export function Expiry({ at }: { at: string }) {
  return <span className={styles.expiry}>{expiryWords(at, useNow(5000))}</span>;
}

/** Says its scope before it is chosen; where the rules do not let it, it says why. */
function AlwaysAllow({
  call,
  unread,
  busy,
  onAllow,
}: {
  call: ToolCall;
  unread?: string;
  busy: boolean;
  onAllow: () => void;
}) {
  const may = call.approval?.may_always_allow;
  if (!may) return null;
  if (!may.allowed)
    return (
      <Button disabled title={may.reason} aria-label={`Always allow: ${may.reason}`}>
        Always allow
      </Button>
    );
  if (unread)
    return (
      <Button disabled aria-describedby={unread}>
        Always allow <ChevronDown size={14} aria-hidden />
      </Button>
    );
  const { connector, title, tool } = call;
  return (
    <Menu
      trigger={
        <Button busy={busy}>
          Always allow <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <MenuItem onSelect={onAllow}>
        <span>
          “<OutsideText text={title} />” in {connector ? <OutsideText text={connector.name} /> : "this connector"} (
          <OutsideText text={tool} />
          {connector?.host && (
            <>
              {" "}
              at <OutsideText text={connector.host} />
            </>
          )}
          ), whenever you ask, for you only. You can take it back under Approvals.
        </span>
      </MenuItem>
    </Menu>
  );
}

function DenyForm({
  busy,
  onDeny,
  onCancel,
}: {
  busy: boolean;
  onDeny: (reason: string) => void;
  onCancel: () => void;
}) {
  const [reason, setReason] = useState("");
  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault();
        onDeny(reason.trim());
      }}
    >
      <TextField
        label="Reason (optional)"
        hint="The model sees it and can do better."
        value={reason}
        maxLength={500}
        autoFocus
        onChange={(event) => setReason(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onCancel()}
      />
      <div style={{ display: "flex", gap: 8 }}>
        <Button type="submit" variant="danger" busy={busy}>
          Deny
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Back
        </Button>
      </div>
    </form>
  );
}
