import { ReadableStream } from "node:stream/web";

// Files that share a worker have documents without it; browsers and Node.js have it.
globalThis.ReadableStream ??= ReadableStream as typeof globalThis.ReadableStream;
