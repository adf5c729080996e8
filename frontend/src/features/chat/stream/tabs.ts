/** What the tabs of one browser tell each other: that something began in a conversation. */
const CHANNEL = "switchboard.chat";
const HERE = Math.random().toString(36);

export interface Said {
  org: string;
  conversation: string;
}

/** Tells all other tabs. They ask the server themselves: nothing of the conversation is said here. */
export function tellOtherTabs({ org, conversation }: Said): void {
  const channel = openChannel();
  try {
    channel?.postMessage({ org, conversation, from: HERE });
  } catch {
    // Nobody hears it: the other tabs see it when they next look at the conversation.
  }
  channel?.close();
}

/** Calls back for what other tabs say, until the returned function is called. */
export function hearOtherTabs(hear: (said: Said) => void): () => void {
  const channel = openChannel();
  if (!channel) return () => undefined;
  channel.onmessage = ({ data }: MessageEvent<Said & { from: string }>) => {
    if (data.from !== HERE) hear(data);
  };
  return () => channel.close();
}

/** Null where tabs can't speak to each other: browsers without it, and those that refuse it (cookies blocked, some frames). */
function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(CHANNEL);
  } catch {
    return null;
  }
}
