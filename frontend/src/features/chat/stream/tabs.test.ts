import { afterEach, describe, expect, it, vi } from "vitest";

import { hearOtherTabs, tellOtherTabs } from "./tabs";

const said = { org: "acme", conversation: "c1" };
const refused = () => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};

class Channel {
  static open: Channel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor(readonly name: string) {
    Channel.open.push(this);
  }
  postMessage(data: object) {
    for (const other of Channel.open) if (other !== this) other.onmessage?.({ data: { ...data, from: "another tab" } });
  }
  close() {
    Channel.open = Channel.open.filter((one) => one !== this);
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  Channel.open = [];
});

describe("tabs of one browser", () => {
  it("hear each other until they stop to listen, and leave no channel open", () => {
    vi.stubGlobal("BroadcastChannel", Channel);
    const hear = vi.fn();
    const stop = hearOtherTabs(hear);
    tellOtherTabs(said);
    expect(hear).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(said));
    stop();
    expect(Channel.open).toEqual([]);
  });
  it.each([
    ["does not exist", undefined],
    ["is refused", vi.fn(refused)],
    [
      "breaks when it is told something",
      class extends Channel {
        override postMessage() {
          refused();
        }
      },
    ],
  ])("go on alone where the channel %s", (_, channel) => {
    vi.stubGlobal("BroadcastChannel", channel);
    const stop = hearOtherTabs(vi.fn());
    expect(() => tellOtherTabs(said)).not.toThrow();
    expect(stop).not.toThrow();
    expect(Channel.open).toEqual([]);
  });
});
