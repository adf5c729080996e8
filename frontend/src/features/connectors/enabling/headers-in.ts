/** "X-Api-Key, Authorization: Bearer" as headers, each with the word that stands before its key. */
export function headersIn(typed: string): { name: string; prefix: string }[] {
  return typed
    .split(",")
    .map((one) => one.split(":").map((part) => part.trim()))
    .filter(([name]) => name)
    .map(([name = "", word = ""]) => ({ name, prefix: word && `${word} ` }));
}
