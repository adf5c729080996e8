/** A text that is being written, in parts: what is over is not read again for every word after it. */
import { type Definition, definesInside, definitionsIn, neededBy } from "./definitions";
import type { Node } from "./nodes";
import { type BlockKind, type CutInside, cutInside } from "./safe-cuts";

/** A line that may be a note, in a list or quote too: notes are numbered through a text, so it is always read as a whole. */
const NOTE = /^(?:[ \t>*+-]|\d+[.)])*\[\^(?:\\.|[^[\]\\])+\]:/m;
const NEW_LINES = /\n/g;

export interface Part {
  /** What is read: its own words behind the lines without which they would be read as something else. */
  text: string;
  /** Where links lead that are defined in other parts. */
  definitions: string;
  /** Of a block that goes on: a table's head, the line that opens code. */
  lead: string;
  /** Its own words as they were written. */
  raw: string;
  /** The kind of block that began in the part before and goes on here. */
  goesOn: BlockKind | null;
  /** A list of which two items stand apart, so that all do. */
  loose: boolean;
}

type Own = Pick<Part, "raw"> & Partial<Omit<Part, "text">> & { end?: string };

function part({ raw, lead = "", goesOn = null, loose = false, definitions = "", end = "" }: Own): Part {
  return { text: definitions + lead + raw + end, definitions, lead, raw, goesOn, loose };
}

/** What several parts are, read as one. */
export const wholeOf = (parts: Part[]): Part =>
  part({
    raw: parts.map(({ raw }) => raw).join(""),
    definitions: parts.map(({ definitions }) => definitions).join(""),
  });

interface Cut {
  at: number;
  inside: CutInside | null;
}

export class GrowingText {
  private text = "";
  private closed: Part[] = [];
  private closedLength = 0;
  private tail = part({ raw: "" });
  /** Where the tail may be cut, once nothing that follows can change what stands before. */
  private cut: Cut | null = null;
  /** Of what is closed, and of the tail, where each stands in it. */
  private known: Definition[] = [];
  private fresh: Definition[] = [];
  private told = "";
  private isWhole = false;

  /**
   * The parts of the text as it is now. Each but the last is final for as long as the text only grows, but for
   * definitions: ask once more when the last one was read.
   */
  parts(text: string): Part[] {
    if (text !== this.text) this.take(text);
    else if (this.isWhole && this.closed.length > 0) this.begin(text);
    else this.tell();
    return [...this.closed, this.tail];
  }

  /**
   * Takes note of the last block that was read in the tail. What stands before it is over if the block has two whole
   * lines: the line that is still being written can change that block (a table's second line makes it one), or begin
   * one after it, and nothing before. A block that is alone there may be cut inside.
   */
  note(tail: string, lastBlock: number, blocks: Node[] = []): void {
    if (tail !== this.tail.text) return;
    const from = this.tail.definitions.length;
    const own = blocks.filter((block) => (block.position?.start.offset ?? 0) >= from);
    this.isWhole ||= definesInside(own, tail);
    this.fresh = definitionsIn(own, tail);
    this.cut = this.isWhole ? null : (this.cutInside(own) ?? this.cutBefore(lastBlock));
  }

  private cutInside([block, ...more]: Node[]): Cut | null {
    const { text, definitions, lead } = this.tail;
    const inside = block && more.length === 0 ? cutInside(block, text, [definitions.length, lead.length]) : null;
    return inside && { at: inside.at - definitions.length - lead.length, inside };
  }

  private cutBefore(block: number): Cut | null {
    const { text, definitions, lead } = this.tail;
    const at = text.lastIndexOf("\n", block - 1) + 1;
    const isWhole = (text.slice(at).match(NEW_LINES)?.length ?? 0) >= 2;
    const own = at - definitions.length - lead.length;
    return isWhole && own > 0 && !text.slice(at, block).trim() ? { at: own, inside: null } : null;
  }

  private take(text: string): void {
    const grew = this.text !== "" && text.startsWith(this.text) && !this.isWhole && !NOTE.test(text);
    if (!grew) this.begin(text);
    else {
      if (this.cut) this.close(this.cut);
      const raw = text.slice(this.closedLength);
      this.tail = part({ ...this.tail, raw, definitions: neededBy(raw, this.known) });
    }
    this.text = text;
    this.cut = null;
    this.fresh = [];
  }

  private begin(text: string): void {
    this.isWhole &&= this.text !== "" && text.startsWith(this.text);
    this.closed = [];
    this.closedLength = 0;
    this.known = [];
    this.tail = part({ raw: text });
  }

  private close({ at, inside }: Cut): void {
    const before = this.tail.definitions.length + this.tail.lead.length;
    this.known = [...this.known, ...this.fresh.filter((one) => one.at < at + before)];
    const { end, loose, lead, kind } = inside ?? { end: "", loose: false, lead: "", kind: null };
    this.closed.push(part({ ...this.tail, raw: this.tail.raw.slice(0, at), end, loose }));
    this.closedLength += at;
    this.told = "";
    this.tail = part({ raw: "", lead, goesOn: kind });
  }

  /** Tells the parts that are over what was defined after them. */
  private tell(): void {
    const all = [...this.known, ...this.fresh];
    const told = all.map(({ line }) => line).join("\n");
    if (told === this.told) return;
    this.told = told;
    this.closed = this.closed.map((one) => {
      const definitions = neededBy(one.raw, all);
      return definitions === one.definitions ? one : { ...one, ...withDefinitions(one, definitions) };
    });
  }
}

const withDefinitions = (one: Part, definitions: string): Pick<Part, "text" | "definitions"> => ({
  text: definitions + one.text.slice(one.definitions.length),
  definitions,
});

/** A plugin: tells a growing text where the last block with two whole lines begins, and which blocks there are. */
export function tellBlocks({ growing }: { growing: GrowingText }) {
  return ({ children = [] }: Node, file: object): void => {
    const text = String(file);
    const starts = children.map(({ position }) => position?.start.offset ?? 0);
    const whole = starts.findLast((start) => (text.slice(start).match(NEW_LINES)?.length ?? 0) >= 2);
    growing.note(text, whole ?? starts.at(-1) ?? 0, children);
  };
}
