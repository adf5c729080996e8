import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { CheckField, SelectField, TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import type { TokenScope } from "@/types/api";

import { useCreateToken } from "../api/tokens";
import styles from "./token-list.module.css";

const SCOPES: { scope: TokenScope; label: string; hint: string }[] = [
  { scope: "read", label: "Read", hint: "Look at everything that you see." },
  { scope: "write", label: "Write", hint: "Change things and send messages." },
  {
    scope: "approve",
    label: "Approve",
    hint: "Decide in your place whether a tool may run. Only for programs that you trust like yourself.",
  },
];
const LIVES = [
  [7, "7 days"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "One year"],
] as const;
const FIRST = { name: "", scopes: ["read", "write"] as TokenScope[], expires_in_days: 90 };

/** Makes a token: what for, what it may do, and how long it lives. */
export function NewToken() {
  const [wish, setWish] = useState(FIRST);
  const create = useCreateToken();
  const toggle = (scope: TokenScope, on: boolean) =>
    setWish({
      ...wish,
      scopes: SCOPES.map((one) => one.scope).filter((one) => (one === scope ? on : wish.scopes.includes(one))),
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ ...wish, name: wish.name.trim() }, { onSuccess: () => setWish(FIRST) });
  };
  return (
    <form onSubmit={submit} className={formClass}>
      <TextField
        label="Name of the new token"
        value={wish.name}
        required
        maxLength={80}
        onChange={(event) => setWish({ ...wish, name: event.target.value })}
      />
      <fieldset className={styles.scopes}>
        <legend>What it may do</legend>
        {SCOPES.map(({ scope, label, hint }) => (
          <CheckField
            key={scope}
            label={label}
            hint={hint}
            checked={wish.scopes.includes(scope)}
            onChange={(on) => toggle(scope, on)}
          />
        ))}
      </fieldset>
      <SelectField
        label="Ends after"
        value={wish.expires_in_days}
        onChange={(event) => setWish({ ...wish, expires_in_days: Number(event.target.value) })}
      >
        {LIVES.map(([days, words]) => (
          <option key={days} value={days}>
            {words}
          </option>
        ))}
      </SelectField>
      <div>
        <Button type="submit" busy={create.isPending} disabled={!wish.name.trim() || !wish.scopes.length}>
          Create token
        </Button>
      </div>
      <ProblemNotice error={create.error} />
      {create.data && (
        <Notice tone="ok" action={<CopyButton text={create.data.token} label="Copy token" />}>
          <span role="status">Copy it now, it is shown only once:</span> <br />
          <code>{create.data.token}</code>
        </Notice>
      )}
    </form>
  );
}
