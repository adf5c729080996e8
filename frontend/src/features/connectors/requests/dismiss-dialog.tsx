import { type FormEvent, type RefObject, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formActionsClass, formClass } from "@/components/ui/page";
import { usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import { ApiProblem } from "@/lib/problem";
import { saysNothing } from "@/lib/says-nothing";
import type { ConnectorRequest } from "@/types/api";

import { useCloseRequest } from "../api/requests";

const LONGEST = 300;

interface Props {
  request: ConnectorRequest;
  returnTo: RefObject<HTMLElement | null>;
  onClose: () => void;
}

/** Says no, with a word to the member if one likes. */
export function DismissDialog({ request, returnTo, onClose }: Props) {
  const { org } = usePlace();
  const [answer, setAnswer] = useState("");
  const dismiss = useCloseRequest(org);
  const fields = dismiss.error instanceof ApiProblem ? dismiss.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const word = saysNothing(answer) ? {} : { answer };
    dismiss.mutate({ request: request.id, status: "dismissed", ...word }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Dismiss the request for ${request.listing.name}?`}
      about={`${visible(request.member.name)} is told, and may ask again.`}
      returnTo={returnTo}
    >
      <form className={formClass} onSubmit={submit}>
        <TextArea
          label="A word to them (optional)"
          rows={2}
          maxLength={LONGEST}
          value={answer}
          onChange={(event) => setAnswer(event.target.value)}
          error={fields.answer}
        />
        {!fields.answer && <ProblemNotice error={dismiss.error} />}
        <div className={formActionsClass}>
          <Button type="submit" variant="primary" busy={dismiss.isPending}>
            Dismiss
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
