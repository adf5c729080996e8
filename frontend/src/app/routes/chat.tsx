import { useParams } from "@tanstack/react-router";
import { Share } from "lucide-react";
import { lazy, Suspense, useCallback, useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { useDismissNotice } from "@/features/chat/api/conversations";
import { Composer } from "@/features/chat/composer/composer";
import { Hindrance } from "@/features/chat/composer/hindrance";
import { titleOf } from "@/features/chat/conversations/conversation-link";
import { ChatNotices, useTogglesAfterNotices } from "@/features/chat/thread/chat-notices";
import { Thread } from "@/features/chat/thread/thread";
import { useChat } from "@/features/chat/thread/use-chat";
import { classNames } from "@/lib/class-names";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";
import type { ToolCall } from "@/types/api";

import { ChatHeader } from "../chat-header";
import styles from "../chat-screen.module.css";
import { ErrorScreen, NotFoundScreen } from "../screens";
import { canvaHindrance } from "../canva-hindrance";
import { useWaitActions } from "../use-wait-actions";
import { useConnectReturn } from "../use-connect-return";
import { useConnecting } from "../use-connecting";

const ShareDialog = lazy(() =>
  import("@/features/sharing/components/share-dialog").then((module) => ({ default: module.ShareDialog })),
);

const DesignPanel = lazy(() =>
  import("@/features/designs/panel/design-panel").then((module) => ({ default: module.DesignPanel })),
);

export function ChatRoute() {
  const { conversation = "" } = useParams({ strict: false });
  return <ChatScreen key={conversation} id={conversation} />;
}

/** One conversation: chat, connectors and sharing put together. */
function ChatScreen({ id }: { id: string }) {
  const { org } = usePlace();
  const chat = useChat(org, id);
  const { data: conversation, error } = chat.conversation;
  const connecting = useConnecting({ conversation: id, refused: null, ensureConversation: () => Promise.resolve(id) });
  const { waits, dialog } = useWaitActions(chat);
  const back = useConnectReturn(id);
  const dismiss = useDismissNotice(org, id);
  useTogglesAfterNotices(org, id, conversation?.notices.length ?? 0);
  const [sharing, setSharing] = useState(false);
  // The tool call whose design is open beside the chat, and what was pressed for it.
  const [drawn, setDrawn] = useState<{ call: string; opener: Element | null } | null>(null);
  const openDesign = useCallback(({ id: call }: ToolCall) => setDrawn({ call, opener: document.activeElement }), []);
  const title = conversation ? titleOf(conversation) : "";
  useTitle(title);
  if (error)
    return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;

  const send = (text: string) => chat.send.mutateAsync({ conversation: id, text });
  const share = { id: "share", label: "Share this chat", run: () => setSharing(true) };
  const notices = (
    <>
      <ChatNotices notices={conversation?.notices ?? []} onSeen={(notice) => dismiss.mutate(notice)} />
      {!chat.connected && <Notice tone="warn">Connection lost, reconnecting…</Notice>}
      {back.failed && (
        <Notice
          tone="bad"
          action={
            <Button small variant="ghost" onClick={back.dismiss}>
              Dismiss
            </Button>
          }
        >
          {back.failed}
        </Notice>
      )}
      <ProblemNotice
        error={chat.send.error ?? chat.resume.error ?? chat.cancel.error ?? dismiss.error ?? connecting.actions.error}
      />
    </>
  );
  return (
    <div className={classNames(styles.screen, drawn !== null && styles.beside)}>
      <ChatHeader title={title} project={conversation?.project ?? null}>
        <Button variant="ghost" className={styles.share} onClick={() => setSharing(true)} aria-label="Share">
          <Share size={16} aria-hidden />
          <span>Share</span>
        </Button>
      </ChatHeader>
      {chat.messages.data ? (
        <Thread
          messages={chat.messages.data}
          earlier={chat.earlier}
          turn={chat.turn}
          live={chat.live}
          onDecide={chat.onDecide}
          onSettle={chat.onSettle}
          onOpenDesign={openDesign}
          waits={waits}
          onGoOn={chat.goOn}
        />
      ) : (
        <div className={styles.wait}>
          {chat.messages.error ? <ProblemNotice error={chat.messages.error} /> : <Skeleton />}
        </div>
      )}
      <Composer
        place={`${org}/${id}`}
        active={chat.active}
        hindrance={<Hindrance status={chat.status} />}
        sending={chat.send.isPending}
        stopping={chat.cancel.isPending}
        onSend={send}
        onStop={chat.stop}
        commands={[...connecting.commands, share]}
        plus={connecting.plus}
        chips={connecting.chips}
        notices={notices}
      />
      {drawn !== null && (
        <div className={styles.side}>
          <Suspense fallback={<Skeleton />}>
            <DesignPanel
              key={drawn.call}
              {...drawn}
              conversation={id}
              onClose={() => setDrawn(null)}
              hindrance={canvaHindrance(connecting.rows, chat.active)}
              onSend={(text) => void send(text)}
            />
          </Suspense>
        </div>
      )}
      {dialog}
      {sharing && (
        <Suspense>
          <ShareDialog
            conversation={id}
            finished={chat.finished}
            writing={chat.active}
            onClose={() => setSharing(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
