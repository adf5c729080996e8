/** One stream for one turn: frames of events out, reconnecting by itself. */
import { turnEvents } from "@/config/paths";

import { EVENT_TYPES, isEventType, parseEvent, type TurnEvent } from "./events";
import { takeHandedOver } from "./handed-over";
import type { SseReader } from "./sse-reader";

export interface StreamListener {
  /** A new stream from the start: what was shown comes again. */
  onReset: () => void;
  /** All events since the last animation frame. */
  onEvents: (events: TurnEvent[]) => void;
  onConnection: (open: boolean) => void;
}

const REOPEN_MILLISECONDS = 1500;

export class TurnStream {
  private source: EventSource | SseReader | null = null;
  private waiting: TurnEvent[] = [];
  private frame = 0;
  private timer = 0;
  private fresh = true;

  constructor(
    private readonly address: { org: string; turn: string },
    private readonly listener: StreamListener,
  ) {}

  /** Goes on with the answer to the message if that is there: it saves a request. */
  open(): void {
    this.close();
    this.fresh = true;
    const handed = takeHandedOver(this.address.turn);
    if (handed) void this.follow(handed);
    else this.connect();
  }

  /** Begins anew in a moment: after a gap, or when the stream is lost for good. */
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

  /** Opens without an id: the server starts with the first event or a snapshot. */
  private connect(): void {
    const source = new EventSource(turnEvents(this.address.org, this.address.turn));
    this.source = source;
    source.onopen = () => this.listener.onConnection(true);
    // The browser reconnects with Last-Event-ID while the server answers; when it gives up, we begin anew.
    source.onerror = () => {
      this.listener.onConnection(false);
      if (source.readyState === EventSource.CLOSED) this.reopen();
    };
    for (const type of EVENT_TYPES)
      source.addEventListener(type, (event: MessageEvent<string>) => this.take(type, event.data));
  }

  /** Until the turn is over or someone closes; otherwise it was lost, and nobody reconnects it but us. */
  private async follow(handed: SseReader): Promise<void> {
    this.source = handed;
    this.listener.onConnection(true);
    await this.takeAll(handed).catch(() => undefined);
    if (this.source !== handed) return;
    this.listener.onConnection(false);
    this.reopen();
  }

  private async takeAll(handed: SseReader): Promise<void> {
    for (let event = await handed.next(); event && this.source === handed; event = await handed.next()) {
      if (isEventType(event.type)) this.take(event.type, event.data);
    }
  }

  private take(type: TurnEvent["type"], data: string): void {
    const event = parseEvent(type, data);
    if (!event) return;
    this.waiting.push(event);
    if (type === "turn.finished") this.end();
    this.frame ||= requestAnimationFrame(() => this.deliver());
  }

  /** The server ends the stream here; without closing, the browser would come back for it. */
  private end(): void {
    this.source?.close();
    this.source = null;
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
