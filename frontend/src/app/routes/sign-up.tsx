import { Link, useNavigate, useSearch } from "@tanstack/react-router";

import { paths } from "@/config/paths";
import { Door } from "@/features/session/components/door";
import { SignUpForm } from "@/features/session/components/sign-up-form";
import { useTitle } from "@/lib/use-title";

import type { NextSearch } from "../search";

export function SignUpRoute() {
  const search: NextSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  useTitle("Create an account");
  return (
    <Door
      title="Create an account"
      below={
        <>
          Already here?{" "}
          <Link to={paths.signIn} search={search}>
            Sign in
          </Link>
        </>
      }
    >
      <SignUpForm onDone={() => void navigate({ to: paths.confirm, search })} />
    </Door>
  );
}
