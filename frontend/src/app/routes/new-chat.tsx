import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { paths } from "@/config/paths";
import { useBeginConversation, useSendMessage } from "@/features/chat/api/send-message";
import { Composer } from "@/features/chat/composer/composer";
import { keepDraft } from "@/features/chat/composer/use-draft";
import type { ConnectorRow } from "@/features/connectors/menu/connector-row-state";
import { ReviewHint } from "@/features/connectors/reviews/review-hint";
import { useProjects } from "@/features/projects/api/projects";
import { namesInShort } from "@/lib/names-in-short";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import { useTitle } from "@/lib/use-title";

import { ChatHeader } from "../chat-header";
import styles from "../chat-screen.module.css";
import { useConnectReturn } from "../use-connect-return";
import { useConnecting } from "../use-connecting";
import { useNewConversation } from "../use-new-conversation";
import type { NewChatSearch } from "../search";

export function NewChatRoute() {
  const { org } = usePlace();
  const search: NewChatSearch = useSearch({ strict: false });
  const project = search.project ?? null;
  return <NewChatScreen key={`${org}/${project}`} projectId={project} />;
}

/** A conversation that is made with its connectors and its first message, or before where somebody connects an account. */
function NewChatScreen({ projectId }: { projectId: string | null }) {
  const { org, me } = usePlace();
  const navigate = useNavigate();
  const project = useProjects(org).data?.find((one) => one.id === projectId) ?? null;
  const { conversation, ensure, made, connectors, ...choice } = useNewConversation(org, projectId);
  const send = useSendMessage(org);
  const beginning = useBeginConversation(org);
  const refused = project && !project.connectors.allowed ? project.connectors.reason : null;
  const connecting = useConnecting({ conversation, refused, ensureConversation: ensure, ...choice });
  const back = useConnectReturn(null);
  const [error, setError] = useState<unknown>(null);
  useTitle("New chat");

  const place = `${org}/new/${projectId ?? ""}`;
  const [suggested, setSuggested] = useState(0);
  const suggest = (idea: string) => {
    keepDraft(place, idea);
    setSuggested((count) => count + 1);
  };
  // Where somebody connected an account the conversation is there already; else it is made with its message.
  const sendFirst = async (text: string) => {
    const id = made();
    if (!id) return (await beginning.mutateAsync({ project: projectId, connectors, text })).turn.conversation;
    await send.mutateAsync({ conversation: await id, text });
    return id;
  };
  const begin = async (text: string) => {
    setError(null);
    try {
      const id = await sendFirst(text);
      await navigate({ to: paths.conversation, params: { org, conversation: id } });
    } catch (problem) {
      setError(problem);
      throw problem;
    }
  };
  const notices = (
    <>
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
      <ReviewHint />
      <ProblemNotice error={error ?? connecting.actions.error} />
    </>
  );
  return (
    <div className={styles.screen}>
      <ChatHeader title="New chat" project={project} />
      <div className={styles.hello}>
        <h2>Hello {me.name.split(" ")[0] || "there"}, what shall we get done?</h2>
        <div className={styles.can}>
          <WhatOneCan refused={refused} connecting={connecting} onPick={suggest} />
        </div>
      </div>
      <Composer
        key={suggested}
        place={place}
        placeholder="Write a message, or type / for commands"
        active={false}
        sending={send.isPending || beginning.isPending}
        stopping={false}
        onSend={begin}
        onStop={() => undefined}
        commands={connecting.commands}
        plus={connecting.plus}
        chips={connecting.chips}
        notices={notices}
      />
    </div>
  );
}

interface CanProps {
  refused: string | null;
  connecting: { loading: boolean; connected: boolean; rows: ConnectorRow[] };
  onPick: (idea: string) => void;
}

/** What to do with connectors here: nothing is said before it is known whether one has any. */
function WhatOneCan({ refused, connecting, onPick }: CanProps) {
  const { org } = usePlace();
  if (refused) return <p>{refused}</p>;
  if (connecting.loading) return null;
  if (connecting.connected)
    return (
      <Ideas
        names={connecting.rows
          .filter((row) => row.action === "toggle" && row.suggested)
          .map((row) => isolated(row.name))}
        onPick={onPick}
      />
    );
  return (
    <>
      <p>Connect the tools your team uses. You sign in yourself, and each chat uses only what you switch on in it.</p>
      <Link to={paths.directory} params={{ org }} search={{}} className={buttonClass({ variant: "primary" })}>
        Connect your tools
      </Link>
    </>
  );
}

const IDEAS = ["Which issues are open?", "Search the messages about the launch", "Find the document about onboarding"];

function Ideas({ names, onPick }: { names: string[]; onPick: (idea: string) => void }) {
  return (
    <>
      <p>Switch on what this chat may use with +{names.length > 0 && `: ${namesInShort(names)}`}.</p>
      <div className={styles.ideas}>
        {IDEAS.map((idea) => (
          <Button key={idea} onClick={() => onPick(idea)}>
            {idea}
          </Button>
        ))}
      </div>
    </>
  );
}
