import { Button } from "@/components/ui/button";
import type { TurnStatus } from "@/types/api";

const STAYS = "Your message stays here until you can send it.";

const WORDS: Partial<Record<TurnStatus, string>> = {
  waiting_approval: "A tool waits for your decision above: allow or deny it first.",
  waiting_connection: "A tool waits for your account above: sign in, or go on without it.",
  waiting_input: "A tool asks you something above: answer it first, or stop the answer.",
  waiting_outcome: "A tool above waits for you to say what happened. Say it first.",
};
const DECIDED: ReadonlySet<TurnStatus> = new Set([
  "waiting_approval",
  "waiting_connection",
  "waiting_input",
  "waiting_outcome",
]);
const RUNNING = "Switchboard is still answering. Wait for the end, or stop the answer first.";

/** The first card that waits for this person; its heading takes the focus, as when it began to ask. */
function goToCard(): void {
  const heading = document.querySelector<HTMLElement>(
    "[data-tool-call]:is([data-status=awaiting_approval], [data-status=awaiting_connection], [data-status=awaiting_input], [data-status=unknown]) h2",
  );
  heading?.closest("section")?.scrollIntoView({ block: "nearest" });
  heading?.focus({ preventScroll: true });
}

/** Why no message can be sent while a turn is not over, and where to go on. */
export function Hindrance({ status }: { status: TurnStatus | null }) {
  const decides = status !== null && DECIDED.has(status);
  return (
    <>
      {(status && WORDS[status]) ?? RUNNING} {STAYS}
      {decides && (
        <>
          {" "}
          <Button small onClick={goToCard}>
            Show what waits
          </Button>
        </>
      )}
    </>
  );
}
