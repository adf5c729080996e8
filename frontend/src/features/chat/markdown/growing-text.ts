/** A text that is being written, in parts: a block that is over is not read again for every word after it. */
import type { Node } from "./nodes";

/**
 * A line that defines a link or a note, in a list or quote too: it reaches into other blocks, so such a text is always
 * read as a whole. Brackets elsewhere lead nowhere without one, such as those of code.
 */
const REACHES_FAR = /^(?:[ \t>*+-]|\d+[.)])*\[(?:\\.|[^[\]\\])+\]:/m;
const NEW_LINES = /\n/g;

export class GrowingText {
  private text = "";
  private closed: string[] = [];
  private tail = "";
  /** Where the last block of the tail begins, once nothing that follows can change what stands before it. */
  private cut = 0;

  /** The parts of the text as it is now; each but the last is final for as long as the text only grows. */
  parts(text: string): string[] {
    if (text !== this.text) this.take(text);
    return [...this.closed, this.tail];
  }

  /**
   * Takes note of the last block that was read in the tail. What stands before it is over if the block has two whole
   * lines: the line that is still being written can change that block (a table's second line makes it one), or begin
   * one after it, and nothing before.
   */
  note(tail: string, lastBlock: number): void {
    if (tail !== this.tail) return;
    const lineStart = tail.lastIndexOf("\n", lastBlock - 1) + 1;
    const isWhole = (tail.slice(lineStart).match(NEW_LINES)?.length ?? 0) >= 2;
    this.cut = isWhole && !tail.slice(lineStart, lastBlock).trim() ? lineStart : 0;
  }

  private take(text: string): void {
    const grew = this.text !== "" && text.startsWith(this.text) && !REACHES_FAR.test(text);
    if (!grew) this.closed = [];
    else if (this.cut > 0) this.closed.push(this.tail.slice(0, this.cut));
    this.tail = text.slice(this.closed.reduce((sum, part) => sum + part.length, 0));
    this.text = text;
    this.cut = 0;
  }
}

/** A plugin: tells a growing text where the last block begins. */
export function tellLastBlock({ growing }: { growing: GrowingText }) {
  return (tree: Node, file: object): void =>
    growing.note(String(file), tree.children?.at(-1)?.position?.start.offset ?? 0);
}
