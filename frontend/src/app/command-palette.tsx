import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";

import { Dialog } from "@/components/ui/dialog";
import { paths } from "@/config/paths";
import { useConversations } from "@/features/chat/api/conversations";
import { titleOf } from "@/features/chat/conversations/conversation-link";
import { composes } from "@/lib/composing";
import { usePlace } from "@/lib/organization-context";

import styles from "./command-palette.module.css";

interface Target {
  id: string;
  label: string;
  go: () => unknown;
}

/** Cmd/Ctrl-K: one's conversations by title, and the places of the workspace. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const targets = useTargets(text.trim());
  const active = Math.min(at, Math.max(targets.length - 1, 0));
  const go = (target: Target | undefined) => {
    if (!target) return;
    onClose();
    target.go();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (composes(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setAt((active + 1) % Math.max(targets.length, 1));
    else if (event.key === "ArrowUp") setAt((active - 1 + targets.length) % Math.max(targets.length, 1));
    else if (event.key === "Enter") go(targets[active]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onOpenChange={onClose} title="Search">
      <input
        className={styles.input}
        dir="auto"
        role="combobox"
        aria-label="Search chats and pages"
        aria-expanded
        aria-controls={list}
        placeholder="Search chats and pages"
        aria-activedescendant={targets.length ? `${list}-${active}` : undefined}
        value={text}
        autoFocus
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" aria-label="Results" className={styles.list}>
        {targets.map((target, index) => (
          <li
            key={target.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className={styles.option}
            dir="auto"
            onClick={() => go(target)}
          >
            {target.label}
          </li>
        ))}
        {!targets.length && (
          <li role="option" aria-selected={false} aria-disabled className={styles.option}>
            Nothing matches “{text}”.
          </li>
        )}
      </ul>
    </Dialog>
  );
}

function useTargets(text: string): Target[] {
  const { org } = usePlace();
  const navigate = useNavigate();
  const conversations = useConversations(org, text ? { q: text } : {}).data ?? [];
  const params = { org };
  const places: Target[] = [
    { id: "new", label: "New chat", go: () => navigate({ to: paths.organization, params, search: {} }) },
    { id: "connectors", label: "Connectors", go: () => navigate({ to: paths.directory, params, search: {} }) },
    { id: "yours", label: "Your connectors", go: () => navigate({ to: paths.customizeConnectors, params }) },
    { id: "approvals", label: "Approvals", go: () => navigate({ to: paths.approvals, params }) },
    { id: "projects", label: "Projects", go: () => navigate({ to: paths.projects, params }) },
    { id: "settings", label: "Organization settings", go: () => navigate({ to: paths.settingsGeneral, params }) },
    { id: "profile", label: "Profile and tokens", go: () => navigate({ to: paths.profile }) },
  ];
  const found = conversations.slice(0, 8).map((one) => ({
    id: one.id,
    label: titleOf(one),
    go: () => navigate({ to: paths.conversation, params: { org, conversation: one.id } }),
  }));
  return [...found, ...places.filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()))];
}
