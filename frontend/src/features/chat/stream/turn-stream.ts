/** One EventSource for one turn: frames of events out, reconnecting by itself. */
import { turnEvents } from "@/config/paths";

import { EVENT_TYPES, parseEvent, type TurnEvent } from "./events";

export interface StreamListener {
  /** A new stream from the start: what was shown comes again. */
  onReset: () => void;
  /** All events since the last animation frame. */
  onEvents: (events: TurnEvent[]) => void;
  onConnection: (open: boolean) => void;
}

const REOPEN_MILLISECONDS = 1500;

export class TurnStream {
  private source: EventSource | null = null;
  private waiting: TurnEvent[] = [];
  private frame = 0;
  private timer = 0;
  private fresh = true;

  constructor(
    private readonly address: { org: string; turn: string },
    private readonly listener: StreamListener,
  ) {}

  /** Opens without an id: the server starts with the first event or a snapshot. */
  open(): void {
    this.close();
    this.fresh = true;
    const source = new EventSource(turnEvents(this.address.org, this.address.turn));
    this.source = source;
    source.onopen = () => this.listener.onConnection(true);
    // The browser reconnects with Last-Event-ID while the server answers; when it gives up, we begin anew.
    source.onerror = () => {
      this.listener.onConnection(false);
      if (source.readyState === EventSource.CLOSED) this.reopen();
    };
    for (const type of EVENT_TYPES) source.addEventListener(type, (event: MessageEvent<string>) => this.take(type, event.data));
  }

  /** Begins anew in a moment: after a gap, or when the browser gave up. */
  reopen(): void {
    this.close();
    this.timer = window.setTimeout(() => this.open(), REOPEN_MILLISECONDS);
  }

  close(): void {
    this.source?.close();
    this.source = null;
    window.clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.waiting = [];
  }

  private take(type: TurnEvent["type"], data: string): void {
    const event = parseEvent(type, data);
    if (!event) return;
    this.waiting.push(event);
    // The server ends the stream here; without closing, the browser would come back for it.
    if (type === "turn.finished") this.source?.close();
    this.frame ||= requestAnimationFrame(() => this.deliver());
  }

  private deliver(): void {
    this.frame = 0;
    const events = this.waiting;
    this.waiting = [];
    if (this.fresh) this.listener.onReset();
    this.fresh = false;
    this.listener.onEvents(events);
  }
}
