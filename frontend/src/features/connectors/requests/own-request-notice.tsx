import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Listing, OwnRequest } from "@/types/api";

import { useCloseRequest } from "../api/requests";
import { RequestWords } from "./request-words";

const TONES = { open: "plain", approved: "ok", dismissed: "warn", withdrawn: "plain" } as const;

/** One's own request on the listing's page; while it is open one can take it back. */
export function OwnRequestNotice({ listing, request }: { listing: Listing; request: OwnRequest }) {
  const { org } = usePlace();
  const close = useCloseRequest(org);
  const takeBack = request.status === "open" && (
    <Button
      small
      busy={close.isPending}
      onClick={() => close.mutate({ request: request.id, status: "withdrawn" })}
      aria-label={`Take back the request for ${visible(listing.name)}`}
    >
      Take back
    </Button>
  );
  return (
    <>
      <ProblemNotice error={close.error} />
      <Notice tone={TONES[request.status]} action={takeBack}>
        <RequestWords request={request} />
      </Notice>
    </>
  );
}
