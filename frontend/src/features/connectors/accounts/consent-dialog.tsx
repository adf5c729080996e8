import { type FormEvent, type RefObject, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { CheckField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { usePlace } from "@/lib/organization-context";
import type { Consent } from "@/types/api";

import { useConsent, useGiveConsent } from "../api/consent";

interface Props {
  connector: string;
  name: string;
  /** Where one changes what one agreed to. */
  title?: string;
  /** What becomes of accounts that are there. */
  hint?: string;
  /** What pressing the button leads to. */
  next: string;
  onGiven: () => void;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

/** What is read before health records are connected, with the kinds of records to choose. Nothing is chosen at first. */
export function ConsentDialog({ connector, name, title, onClose, returnTo, ...form }: Props) {
  const { org } = usePlace();
  const consent = useConsent(org, connector);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title ?? `Before you connect ${name}`}
      about={consent.data?.notice}
      returnTo={returnTo}
    >
      <ProblemNotice error={consent.error} />
      {consent.data && <ConsentForm consent={consent.data} connector={connector} onClose={onClose} {...form} />}
    </Dialog>
  );
}

type FormProps = Pick<Props, "connector" | "hint" | "next" | "onGiven" | "onClose"> & { consent: Consent };

function ConsentForm({ consent, connector, hint, next, onGiven, onClose }: FormProps) {
  const { org } = usePlace();
  const give = useGiveConsent(org, connector);
  const [chosen, setChosen] = useState(consent.given?.categories ?? []);
  const mayBeEmpty = consent.categories.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate({ version: consent.version, categories: chosen }, { onSuccess: onGiven });
  };
  const set = (category: string, on: boolean) =>
    setChosen(on ? [...chosen, category] : chosen.filter((one) => one !== category));
  return (
    <form className={formClass} onSubmit={submit}>
      {consent.text.slice(1).map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {mayBeEmpty ? (
        <p>This service gives access to all of your records at once.</p>
      ) : (
        <fieldset style={{ border: 0, padding: 0, margin: 0, display: "grid", gap: 6 }}>
          <legend style={{ padding: 0, marginBottom: 6 }}>What may be read?</legend>
          {consent.categories.map(({ name, label }) => (
            <CheckField key={name} label={label} checked={chosen.includes(name)} onChange={(on) => set(name, on)} />
          ))}
        </fieldset>
      )}
      {hint && <p>{hint}</p>}
      <ProblemNotice error={give.error} />
      <div style={{ display: "flex", gap: 8, flexWrap: "wrap", alignItems: "center" }}>
        <Button type="submit" variant="primary" busy={give.isPending} disabled={!mayBeEmpty && chosen.length === 0}>
          {next}
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        {!mayBeEmpty && chosen.length === 0 && <span>Choose at least one kind of records.</span>}
      </div>
    </form>
  );
}
