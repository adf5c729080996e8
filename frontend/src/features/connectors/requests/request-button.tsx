import { type RefObject, useRef, useState } from "react";

import { Button } from "@/components/ui/button";
import { visible } from "@/lib/outside-text";
import type { Listing } from "@/types/api";

import { RequestDialog } from "./request-dialog";

interface Props {
  listing: Listing;
  primary?: boolean;
  /** Where the focus goes once it is asked for. */
  place: RefObject<HTMLElement | null>;
}

/** Ask the owners for a listing, where one cannot enable it oneself. */
export function RequestButton({ listing, primary, place }: Props) {
  const [asking, setAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const returnTo = useRef<HTMLElement>(null);
  const close = (sent: boolean) => {
    returnTo.current = sent ? place.current : button.current;
    setAsking(false);
  };
  return (
    <>
      <Button
        ref={button}
        variant={primary ? "primary" : "plain"}
        onClick={() => setAsking(true)}
        aria-label={`Request ${visible(listing.name)}${listing.request ? " again" : ""}`}
      >
        {listing.request ? "Request again" : "Request"}
      </Button>
      {asking && <RequestDialog listing={listing} returnTo={returnTo} onClose={close} />}
    </>
  );
}
