import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import type { Listing } from "@/types/api";

import { RequestWords } from "../requests/request-words";
import styles from "./directory.module.css";
import { ListingAction } from "./listing-action";

/** What became of one's own request, what has to be done first, or whom to ask. */
function RequestLine({ listing }: { listing: Listing }) {
  const { request, actions, state, availability } = listing;
  if (request && request.status !== "open")
    return (
      <p className={styles.request}>
        <RequestWords request={request} />
      </p>
    );
  if (request || state !== "not_enabled") return null;
  if (availability.code === "setup_required") return <p className={styles.request}>{availability.reason}</p>;
  if (!actions.request.allowed || actions.enable.allowed) return null;
  return <p className={styles.request}>{actions.enable.reason}</p>;
}

/** A listing in the directory: what it is, what it reads and writes, and what one can do with it now. */
export function ListingCard({ listing }: { listing: Listing }) {
  const { org } = usePlace();
  const verified = listing.verification === "verified" ? "Verified" : "Community";
  return (
    <li className={styles.tile}>
      <Mark name={listing.name} color={listing.color} src={listing.icon_url} size="big" />
      <div>
        <h2 className={styles.name}>
          <Link to={paths.listing} params={{ org, slug: listing.slug }} search={{}}>
            <OutsideText text={listing.name} />
          </Link>
        </h2>
        <div className={styles.by}>
          <OutsideText text={listing.publisher} /> · {verified}
        </div>
      </div>
      <p className={styles.what}>
        <OutsideText text={listing.summary} kind="text" />
      </p>
      <RequestLine listing={listing} />
      <footer className={styles.foot}>
        {listing.reads && <Badge tone="read">Read</Badge>}
        {listing.writes && <Badge tone="write">Write</Badge>}
        {listing.interactive && <Badge>Interactive</Badge>}
        <ListingAction listing={listing} />
      </footer>
    </li>
  );
}
