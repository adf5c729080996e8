import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { SelectField, TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { ApiProblem } from "@/lib/problem";
import type { Me } from "@/types/api";

import { useChangeMe } from "../api/profile";

/** One's name and time zone: the model is told both. */
export function ProfileForm({ me }: { me: Me }) {
  const [name, setName] = useState(me.name);
  const [zone, setZone] = useState(me.time_zone);
  const change = useChangeMe();
  const fields = change.error instanceof ApiProblem ? change.error.fields : {};
  const zones = [...new Set([me.time_zone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A zone that was not changed is not a choice.
    change.mutate({ name: name.trim(), ...(zone !== me.time_zone && { time_zone: zone }) });
  };
  return (
    <form className={formClass} onSubmit={submit}>
      <TextField
        label="Name"
        autoComplete="name"
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.target.value)}
        error={fields.name}
      />
      <p>E-mail: {me.email}</p>
      <SelectField
        label="Time zone"
        value={zone}
        onChange={(event) => setZone(event.target.value)}
        error={fields.time_zone}
      >
        {zones.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </SelectField>
      {!Object.keys(fields).length && <ProblemNotice error={change.error} />}
      <div>
        <Button type="submit" disabled={name === me.name && zone === me.time_zone} busy={change.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
