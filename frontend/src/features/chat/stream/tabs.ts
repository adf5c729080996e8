/** What the tabs of one browser tell each other: that something began in a conversation. */
const CHANNEL = "switchboard.chat";
const HERE = Math.random().toString(36);

export interface Said {
  org: string;
  conversation: string;
}

/** Tells all other tabs. They ask the server themselves: nothing of the conversation is said here. */
export function tellOtherTabs({ org, conversation }: Said): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage({ org, conversation, from: HERE });
  channel.close();
}

/** Calls back for what other tabs say, until the returned function is called. */
export function hearOtherTabs(hear: (said: Said) => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<Said & { from: string }>) => {
    if (data.from !== HERE) hear(data);
  };
  return () => channel.close();
}
