import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { ApiProblem } from "@/lib/problem";

import { useSignUp } from "../api/session";
import { wideButton } from "./door";

/** A new account, with a personal organization. */
export function SignUpForm({ onDone }: { onDone: () => void }) {
  const [person, setPerson] = useState({ name: "", email: "", password: "" });
  const signUp = useSignUp();
  const fields = signUp.error instanceof ApiProblem ? signUp.error.fields : {};
  const change = (name: keyof typeof person) => (event: { target: { value: string } }) =>
    setPerson({ ...person, [name]: event.target.value });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signUp.mutate(person, { onSuccess: onDone });
  };
  return (
    <form className={formClass} onSubmit={submit}>
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        required
        autoFocus
        value={person.name}
        onChange={change("name")}
        error={fields.name}
      />
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        value={person.email}
        onChange={change("email")}
        error={fields.email}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="new-password"
        required
        value={person.password}
        onChange={change("password")}
        error={fields.password}
        hint="At least ten characters, not a common one."
      />
      {!Object.keys(fields).length && <ProblemNotice error={signUp.error} />}
      <Button type="submit" variant="primary" className={wideButton} busy={signUp.isPending}>
        Create account
      </Button>
    </form>
  );
}
