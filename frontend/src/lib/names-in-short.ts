const MOST = 3;

/** "A", "A and B", "A, B and C", "A, B, C and 47 more": three names at most, and how many there are besides. */
export function namesInShort(names: string[]): string {
  const more = names.length - MOST;
  const said = more > 0 ? [...names.slice(0, MOST), `${more} more`] : names;
  return said.length < 2 ? said.join("") : `${said.slice(0, -1).join(", ")} and ${said.at(-1)}`;
}
