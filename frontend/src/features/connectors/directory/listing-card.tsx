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
      {listing.request && listing.request.status !== "open" && (
        <p className={styles.request}>
          <RequestWords request={listing.request} />
        </p>
      )}
      <footer className={styles.foot}>
        {listing.reads && <Badge tone="read">Read</Badge>}
        {listing.writes && <Badge tone="write">Write</Badge>}
        {listing.interactive && <Badge>Interactive</Badge>}
        <ListingAction listing={listing} />
      </footer>
    </li>
  );
}
