import { OutsideText } from "@/components/ui/outside-text";
import type { OwnRequest } from "@/types/api";

/** What became of one's own request. */
export function RequestWords({ request }: { request: OwnRequest }) {
  if (request.status === "open")
    return (
      <>
        You asked for it: <Quoted text={request.reason} /> An owner decides.
      </>
    );
  const by = <OutsideText text={request.decided_by ?? "An owner"} />;
  if (request.status === "approved")
    return (
      <>
        Approved by {by}: connect now. {request.answer && <Quoted text={request.answer} />}
      </>
    );
  return (
    <>
      Dismissed by {by}
      {request.answer ? (
        <>
          : <Quoted text={request.answer} />
        </>
      ) : (
        ". You may ask again."
      )}
    </>
  );
}

const Quoted = ({ text }: { text: string }) => (
  <>
    “<OutsideText text={text} kind="text" />”
  </>
);
