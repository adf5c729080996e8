import { type FormEvent, type RefObject, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formActionsClass, formClass } from "@/components/ui/page";
import { useToast } from "@/components/ui/toast";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import { ApiProblem } from "@/lib/problem";
import type { Listing } from "@/types/api";

import { useRequestConnector } from "../api/requests";

const LONGEST = 500;

interface Props {
  listing: Listing;
  returnTo: RefObject<HTMLElement | null>;
  onClose: (sent: boolean) => void;
}

/** Asks the owners for a connector, and says what for. */
export function RequestDialog({ listing, returnTo, onClose }: Props) {
  const { org, organization } = usePlace();
  const [reason, setReason] = useState("");
  const ask = useRequestConnector(org);
  const say = useToast();
  const fields = ask.error instanceof ApiProblem ? ask.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(
      { listing: listing.slug, reason },
      {
        onSuccess: () => {
          onClose(true);
          say(`You asked for ${isolated(listing.name)}.`);
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={() => onClose(false)}
      title={`Request ${listing.name}`}
      returnTo={returnTo}
      about={`The owners of ${organization.name} see who asks and what for. You read their decision here and in your e-mail.`}
    >
      <form className={formClass} onSubmit={submit}>
        <TextArea
          label="What do you need it for?"
          required
          rows={3}
          maxLength={LONGEST}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={fields.reason}
        />
        {!fields.reason && <ProblemNotice error={ask.error} />}
        <div className={formActionsClass}>
          <Button type="submit" variant="primary" busy={ask.isPending}>
            Send request
          </Button>
          <Button variant="ghost" onClick={() => onClose(false)}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
