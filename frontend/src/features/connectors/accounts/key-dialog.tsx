import { type FormEvent, type RefObject, useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { ApiProblem } from "@/lib/problem";
import type { Connection, KeyField } from "@/types/api";

interface Props {
  name: string;
  fields: KeyField[];
  /** The account whose keys are replaced; what is left empty stays. */
  account?: Connection;
  busy: boolean;
  error: unknown;
  onConnect: (headers: Record<string, string>) => void;
  onClose: () => void;
  returnTo?: RefObject<HTMLElement | null>;
}

/** Where a member enters keys of their own for a service. */
export function KeyDialog({ name, fields, account, busy, error, onConnect, onClose, returnTo }: Props) {
  const [values, setValues] = useState<Record<string, string>>({});
  const kept = new Map(account?.keys.map((one) => [one.name, one.ends_with]));
  // Where it is the only one, it is the one that the service refuses.
  const refused = account?.status === "needs_reauth" && fields.length === 1;
  const wrong = error instanceof ApiProblem ? error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConnect(Object.fromEntries(Object.entries(values).filter(([, value]) => value)));
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      returnTo={returnTo}
      title={account ? `Enter your key for ${name} again` : `Connect ${name}`}
      about="Switchboard tries it at the service now and keeps it sealed. It is used for you alone, goes to this service only, and is never shown again."
    >
      <form className={formClass} onSubmit={submit}>
        {fields.map((field) => (
          <TextField
            key={field.name}
            label={field.label}
            type="password"
            autoComplete="off"
            required={refused || !kept.has(field.name)}
            value={values[field.name] ?? ""}
            onChange={(event) => setValues({ ...values, [field.name]: event.target.value })}
            hint={[field.help, endOf(kept.get(field.name), refused)].filter(Boolean).join(" ")}
            error={wrong[`headers.${field.name}`]}
          />
        ))}
        {!fields.some((field) => wrong[`headers.${field.name}`]) && <ProblemNotice error={error} />}
        <div style={{ display: "flex", gap: 8 }}>
          <Button type="submit" variant="primary" busy={busy}>
            {busy ? "Trying the key" : account ? "Save" : "Connect"}
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function endOf(end: string | undefined, refused: boolean): string {
  if (end === undefined) return "";
  if (refused) return end && `The one that is not accepted any more ends in ${end}.`;
  return end ? `The one that is kept ends in ${end}; left empty, it stays.` : "Left empty, the one that is kept stays.";
}
