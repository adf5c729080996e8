import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { CheckField, TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { ApiProblem } from "@/lib/problem";

import { useChangePassword } from "../api/profile";

const EMPTY = { current: "", next: "", endTokens: false };

/** A new password, and whether the programs that act as oneself must stop too. */
export function PasswordForm() {
  const [wish, setWish] = useState(EMPTY);
  const change = useChangePassword();
  const fields = change.error instanceof ApiProblem ? change.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(wish, { onSuccess: () => setWish(EMPTY) });
  };
  return (
    <form className={formClass} onSubmit={submit}>
      <TextField
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
        value={wish.current}
        onChange={(event) => setWish({ ...wish, current: event.target.value })}
        error={fields.current_password}
      />
      <TextField
        label="New password"
        type="password"
        autoComplete="new-password"
        required
        value={wish.next}
        onChange={(event) => setWish({ ...wish, next: event.target.value })}
        error={fields.new_password}
        hint="At least ten characters, not a common one."
      />
      <CheckField
        label="End my personal access tokens too"
        checked={wish.endTokens}
        onChange={(endTokens) => setWish({ ...wish, endTokens })}
        hint="Programs that use them stop at once. Choose it when somebody else may know your password."
      />
      {!Object.keys(fields).length && <ProblemNotice error={change.error} />}
      {change.isSuccess && <Notice tone="ok">Your password is changed. You are signed out everywhere else.</Notice>}
      <div>
        <Button type="submit" busy={change.isPending} disabled={!wish.current || !wish.next}>
          Change password
        </Button>
      </div>
    </form>
  );
}
