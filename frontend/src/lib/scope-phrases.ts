type Words = Readonly<Record<string, string>>;

/** What scopes let the assistant do, in plain phrases; one that nobody has put in words by its own name. Each once. */
export function scopePhrases(names: readonly string[], words: Words): string[] {
  return [...new Set(names.map((name) => words[name] ?? name))];
}

/** The same inside a sentence. */
export function scopeSentence(names: readonly string[], words: Words): string {
  return scopePhrases(names, words)
    .map((phrase) => (names.includes(phrase) ? phrase : phrase.charAt(0).toLowerCase() + phrase.slice(1)))
    .join(", ");
}
