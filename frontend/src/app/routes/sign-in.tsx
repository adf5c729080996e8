import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";

import { paths } from "@/config/paths";
import { Door } from "@/features/session/components/door";
import { SignInForm } from "@/features/session/components/sign-in-form";
import { SignUpForm } from "@/features/session/components/sign-up-form";
import { useTitle } from "@/lib/use-title";

import { goOn, type NextSearch } from "../search";

export function SignInRoute() {
  const search: NextSearch = useSearch({ strict: false });
  const router = useRouter();
  useTitle("Sign in");
  return (
    <Door
      title="Sign in"
      below={
        <>
          New here?{" "}
          <Link to={paths.signUp} search={search}>
            Create an account
          </Link>
        </>
      }
    >
      <SignInForm onDone={() => goOn(search.next, (path) => router.history.push(path))} />
    </Door>
  );
}

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
