import { useCallback, useState } from "react";

const KEY = "switchboard.draft.";

function read(place: string): string {
  return sessionStorage.getItem(KEY + place) ?? "";
}

/** The unsent text of a place, kept through reloads and errors until it is sent. */
export function useDraft(place: string): [string, (text: string) => void, (sent: string) => void] {
  const [draft, setDraft] = useState(() => ({ place, text: read(place) }));
  const text = draft.place === place ? draft.text : read(place);
  const change = useCallback(
    (next: string) => {
      setDraft({ place, text: next });
      if (next) sessionStorage.setItem(KEY + place, next);
      else sessionStorage.removeItem(KEY + place);
    },
    [place],
  );
  // What was written while it was on its way stays.
  const sent = useCallback((gone: string) => change(without(read(place), gone)), [change, place]);
  return [text, change, sent];
}

const without = (text: string, gone: string) => (text.startsWith(gone) ? text.slice(gone.length).trimStart() : text);

/** Puts a text where the composer of a place will find it. */
export function keepDraft(place: string, text: string): void {
  sessionStorage.setItem(KEY + place, text);
}
