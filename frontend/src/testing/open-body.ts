/** The body of an answer that is still being written: what the server says, when it says it. */
export function openBody() {
  let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => void (writer = controller),
    cancel: () => void (gone = true),
  });
  return {
    body,
    write: (text: string) => writer?.enqueue(new TextEncoder().encode(text)),
    say: (type: string, data: object) =>
      writer?.enqueue(new TextEncoder().encode(`id: 1-0\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)),
    end: () => writer?.close(),
    breakOff: () => writer?.error(new TypeError("network error")),
    /** Whether the client let go of it. */
    cancelled: () => gone,
  };
}
