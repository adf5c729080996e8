/** Addresses that stand in a text as they are. The twin of conversations/markdown/links.py. */
import { CJK } from "./cjk";
import { extend, type Node, type Processor } from "./nodes";

/** With the marks of letters, without what nobody would see in an address. */
const LETTER = String.raw`(?:(?![${CJK}]|\p{DI})[\p{L}\p{N}\p{M}_])`;
const IN_ADDRESS = String.raw`(?:${LETTER}|[\-.~:\/?#\[\]@!$&'()*+,;=%\|\^\{\}])`;
const WEB = String.raw`(?<![A-Za-z0-9_])(?<scheme>https?:\/\/)(?=${LETTER})${IN_ADDRESS}+`;
const WWW = String.raw`(?<![A-Za-z0-9_.@:\/\-])www\.(?:${LETTER}|-)+\.${LETTER}${IN_ADDRESS}*`;
const MAIL = String.raw`(?<![A-Za-z0-9._+\-\/@])(?<mail>[A-Za-z0-9][A-Za-z0-9._+\-]*@(?:[A-Za-z0-9\-]+\.)+[A-Za-z]{2,}(?![A-Za-z0-9_@\-]))`;
const ADDRESS = new RegExp(`${WEB}|${WWW}|${MAIL}`, "giu");
const CLOSERS = [
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
] as const;
const SENTENCE = "?!.,:;*_~'&|([{";

export interface BareLink {
  text: string;
  url: string;
}

/** The text in pieces: what is an address, without the punctuation of its sentence, and what stands around. */
export function linked(text: string): (string | BareLink)[] {
  const found: (string | BareLink)[] = [];
  let rest = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutSentence(match[0]);
    const { scheme, mail } = match.groups ?? {};
    if (match.index > rest) found.push(text.slice(rest, match.index));
    found.push({ text: address, url: mail ? `mailto:${address}` : scheme ? address : `http://${address}` });
    rest = match.index + address.length;
  }
  if (rest < text.length) found.push(text.slice(rest));
  return found;
}

function withoutSentence(address: string): string {
  const count = (sign: string) => address.split(sign).length;
  const more = new Map<string, number>(CLOSERS.map(([opener, closer]) => [closer, count(closer) - count(opener)]));
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    const left = more.get(last) ?? 0;
    if (left <= 0 && !SENTENCE.includes(last)) break;
    if (more.has(last)) more.set(last, left - 1);
  }
  return address.slice(0, end);
}

const CLOSED = new Set(["link", "linkReference"]);

/** The library's own reading of them swallows all that follows without a blank, marks and links too. */
const GUESSES = ["wwwAutolink", "protocolAutolink", "emailAutolink"];

/** A plugin. What the library still links afterwards is taken back first. */
export function bareLinks(this: Processor) {
  extend(this, { disable: { null: GUESSES } });
  return (tree: Node, file: object): void => walk(tree, String(file));
}

function walk(node: Node, source: string): void {
  if (!node.children || CLOSED.has(node.type)) return;
  const plain = joined(node.children.flatMap((child) => (isGuess(child, source) ? (child.children ?? []) : [child])));
  node.children = plain.flatMap((child) => {
    if (child.type !== "text") return [child];
    return linked(child.value ?? "").map((piece): Node =>
      typeof piece === "string"
        ? { type: "text", value: piece }
        : { type: "link", url: piece.url, children: [{ type: "text", value: piece.text }] },
    );
  });
  for (const child of node.children) walk(child, source);
}

/** A link that nobody wrote as one: no bracket where it begins. */
function isGuess(node: Node, source: string): boolean {
  if (node.type !== "link") return false;
  const at = node.position?.start.offset;
  return at === undefined || !["[", "<", "!"].includes(source.charAt(at));
}

function joined(nodes: Node[]): Node[] {
  const all: Node[] = [];
  for (const node of nodes) {
    const last = all.at(-1);
    if (node.type === "text" && last?.type === "text")
      all[all.length - 1] = { type: "text", value: `${last.value}${node.value}` };
    else all.push(node);
  }
  return all;
}
