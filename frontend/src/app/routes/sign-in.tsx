import { Link, useRouter, useSearch } from "@tanstack/react-router";

import { paths } from "@/config/paths";
import { Door } from "@/features/session/components/door";
import { SignInForm } from "@/features/session/components/sign-in-form";
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
