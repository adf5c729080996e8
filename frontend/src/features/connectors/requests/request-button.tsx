import { useState } from "react";

import { Button } from "@/components/ui/button";
import { visible } from "@/lib/outside-text";
import type { Listing } from "@/types/api";

import { RequestDialog } from "./request-dialog";

/** Ask the owners for a listing, where one cannot enable it oneself. */
export function RequestButton({ listing, primary }: { listing: Listing; primary?: boolean }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant={primary ? "primary" : "plain"}
        onClick={() => setAsking(true)}
        aria-label={`Request ${visible(listing.name)}${listing.request ? " again" : ""}`}
      >
        {listing.request ? "Request again" : "Request"}
      </Button>
      {asking && <RequestDialog listing={listing} onClose={() => setAsking(false)} />}
    </>
  );
}
