/** Server-sent events out of the body of an answer: what EventSource does, for a request that it cannot make. */

export interface ServerEvent {
  type: string;
  data: string;
}

/** CRLF, LF or CR. A CR at the end may be half of a CRLF: it waits for what follows. */
const LINE_END = /\r\n|\n|\r(?!$)/;
const FIELD = /^([^:]*)(?:: ?(.*))?$/s;

export class SseReader {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly decoder = new TextDecoder();
  private rest = "";
  private type = "";
  private data: string[] = [];
  private ready: ServerEvent[] = [];

  constructor(body: ReadableStream<Uint8Array>) {
    this.reader = body.getReader();
  }

  /** The next event; null at the end or once closed. Throws when the connection broke. */
  async next(): Promise<ServerEvent | null> {
    while (this.ready.length === 0) {
      const { done, value } = await this.reader.read();
      if (done) return null;
      this.take(this.decoder.decode(value, { stream: true }));
    }
    return this.ready.shift() ?? null;
  }

  /** Lets go of the connection, also while someone waits for the next event. */
  close(): void {
    this.ready = [];
    // It may have broken before: then there is nothing left to close.
    this.reader.cancel().catch(() => undefined);
  }

  private take(text: string): void {
    const lines = (this.rest + text).split(LINE_END);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line) this.field(line);
      else this.dispatch();
    }
  }

  /** `id` and `retry` are for reconnecting, which EventSource does; a comment is a field without a name. */
  private field(line: string): void {
    const [, name, value = ""] = FIELD.exec(line) ?? [];
    if (name === "event") this.type = value;
    if (name === "data") this.data.push(value);
  }

  private dispatch(): void {
    if (this.data.length > 0) this.ready.push({ type: this.type || "message", data: this.data.join("\n") });
    this.type = "";
    this.data = [];
  }
}
