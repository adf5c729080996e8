import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { sessionPaths } from "@/config/paths";
import { ApiProblem } from "@/lib/problem";

import { useSignIn } from "../api/session";
import { wideButton } from "./door";

/** E-mail and password; password managers and pasting work. */
export function SignInForm({ onDone }: { onDone: () => void }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password }, { onSuccess: onDone });
  };
  const stepRequired = signIn.error instanceof ApiProblem && signIn.error.code === "step_required";
  return (
    <form className={formClass} onSubmit={submit}>
      <TextField
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {stepRequired ? (
        <Notice tone="warn">
          One more step is needed. <a href={sessionPaths.fallbackLogin}>Go on here</a>.
        </Notice>
      ) : (
        <ProblemNotice error={signIn.error} />
      )}
      <Button type="submit" variant="primary" className={wideButton} busy={signIn.isPending}>
        Sign in
      </Button>
      <a href={sessionPaths.fallbackReset}>Forgot your password?</a>
    </form>
  );
}
