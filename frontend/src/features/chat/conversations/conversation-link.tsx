import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { type FormEvent, type RefObject, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Menu, MenuItem } from "@/components/ui/menu";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Conversation } from "@/types/api";

import { useChangeConversation, useDeleteConversation } from "../api/conversations";

interface Props {
  conversation: Conversation;
  className: Record<string, string | undefined>;
}

/** The name of a conversation before the model gave it one. */
export const titleOf = (conversation: Pick<Conversation, "title">): string => conversation.title || "New chat";

/** A conversation in a list, with its menu: rename, delete. */
export function ConversationLink({ conversation, className }: Props) {
  const { org } = usePlace();
  const [asking, setAsking] = useState<"rename" | "delete" | null>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const title = titleOf(conversation);
  const more = (
    <Button
      ref={menu}
      variant="ghost"
      small
      icon
      className={className.more}
      aria-label={`More about ${visible(title)}`}
    >
      <Ellipsis size={14} aria-hidden />
    </Button>
  );
  return (
    <div className={className.row}>
      <Link
        to={paths.conversation}
        params={{ org, conversation: conversation.id }}
        className={className.nav}
        title={visible(title)}
      >
        <span>
          <OutsideText text={title} block />
        </span>
      </Link>
      <Menu trigger={more} align="end">
        <MenuItem onSelect={() => setAsking("rename")}>Rename</MenuItem>
        <MenuItem danger onSelect={() => setAsking("delete")}>
          Delete
        </MenuItem>
      </Menu>
      {asking === "rename" && (
        <RenameDialog conversation={conversation} returnTo={menu} onClose={() => setAsking(null)} />
      )}
      {asking === "delete" && (
        <DeleteDialog conversation={conversation} returnTo={menu} onClose={() => setAsking(null)} />
      )}
    </div>
  );
}

interface Asked {
  conversation: Conversation;
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}

function RenameDialog({ conversation, returnTo, onClose }: Asked) {
  const { org } = usePlace();
  const [title, setTitle] = useState(conversation.title);
  const change = useChangeConversation(org);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ id: conversation.id, title: title.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog open onOpenChange={onClose} returnTo={returnTo} title="Rename this chat">
      <form onSubmit={submit} style={{ display: "grid", gap: 12, justifyItems: "start" }}>
        <TextField
          label="Title"
          value={title}
          required
          maxLength={200}
          onChange={(event) => setTitle(event.target.value)}
        />
        <ProblemNotice error={change.error} />
        <Button type="submit" variant="primary" busy={change.isPending}>
          Rename
        </Button>
      </form>
    </Dialog>
  );
}

function DeleteDialog({ conversation, returnTo, onClose }: Asked) {
  const { org } = usePlace();
  const navigate = useNavigate();
  const open = useParams({ strict: false });
  const remove = useDeleteConversation(org);
  const onSuccess = () => {
    onClose();
    if (open.conversation === conversation.id) void navigate({ to: paths.organization, params: { org }, search: {} });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      returnTo={returnTo}
      title={`Delete “${titleOf(conversation)}”?`}
      about="Its messages go, and links to it stop working. This cannot be undone."
      actions={
        <>
          <Button
            variant="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate(conversation.id, { onSuccess })}
          >
            Delete
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <ProblemNotice error={remove.error} />
    </Dialog>
  );
}
