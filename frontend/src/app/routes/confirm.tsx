import { useQuery } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";

import { paths } from "@/config/paths";
import { meQuery } from "@/features/session/api/me";
import { SendAgain } from "@/features/session/components/confirm-notice";
import { Door } from "@/features/session/components/door";
import { useTitle } from "@/lib/use-title";

import { goOn, type NextSearch } from "../search";

/** After signing up: the link is on its way, and this screen goes on by itself once it was opened. */
export function ConfirmRoute() {
  const { next = paths.home }: NextSearch = useSearch({ strict: false });
  const router = useRouter();
  const me = useQuery(meQuery).data;
  const confirmed = me?.keep_things.allowed;
  useTitle("Confirm your address");
  useEffect(() => {
    if (confirmed) goOn(next, (path) => router.history.push(path));
  }, [confirmed, next, router]);
  if (!me || confirmed) return null;
  return (
    <Door title="Confirm your address" below={<Link to={paths.home}>Look around first</Link>}>
      <p>
        We sent a link to <b>{me.email}</b>. Open it in this browser; this page then goes on by itself.
      </p>
      <p>
        Nothing arrives? Look in the spam folder, or have it sent again. Without a mail server the link stands in the
        console of whoever runs this instance.
      </p>
      <SendAgain email={me.email} />
    </Door>
  );
}
