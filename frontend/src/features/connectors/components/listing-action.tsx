import { useRouterState } from "@tanstack/react-router";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { classNames } from "@/lib/class-names";
import { isOwner, usePlace } from "@/lib/organization-context";
import type { Decision, Listing } from "@/types/api";

import { useEnableConnector } from "../api/enable-connector";
import { useStartConnection } from "../api/start-connection";
import styles from "./directory.module.css";

interface Props {
  listing: Listing;
  primary?: boolean;
  /** Whether this person may connect from here, where that is known (a phone may not: PL11). */
  mayConnect?: Decision;
}

/** The one thing to do with a listing now, or why there is nothing. */
export function ListingAction({ listing, primary, mayConnect = listing.availability }: Props) {
  const { org, role, organization, me } = usePlace();
  const enable = useEnableConnector(org);
  const { connect, pending, error } = useConnectListing(listing);
  const variant = primary ? "primary" : "plain";
  const problem = enable.error ?? error;
  if (problem) return <ProblemNotice error={problem} />;
  const mayEnable = isOwner(role) || organization.personal;
  switch (listing.state) {
    case "connected":
      return <span className={styles.state}><span className={styles.dot} />Connected</span>;
    case "needs_attention":
      return (
        <Button variant={variant} busy={pending} onClick={connect} aria-label={`Sign in again to ${listing.name}`}>
          <span className={classNames(styles.dot, styles.warn)} />Sign in again
        </Button>
      );
    case "not_enabled":
      if (!mayEnable || !canBeEnabled(listing)) return <Refused words={listing.availability.reason || "Not enabled by an owner"} />;
      if (!me.keep_things.allowed) return <Refused words="Confirm your address first" />;
      return <Button variant={variant} busy={enable.isPending} onClick={() => enable.mutate(listing.slug)}>Enable</Button>;
    default:
      if (!mayConnect.allowed) return <Refused words={mayConnect.reason} />;
      if (!me.keep_things.allowed) return <Refused words="Confirm your address first" />;
      return <Button variant={variant} busy={pending} onClick={connect}>Connect</Button>;
  }
}

/** For an owner, "not enabled" is no obstacle; a plan or a region is. */
function canBeEnabled({ availability }: Listing): boolean {
  return availability.allowed || availability.code === "connector_not_enabled";
}

const Refused = ({ words }: { words: string }) => <span className={styles.state}><span className={classNames(styles.dot, styles.off)} />{words}</span>;

/** Connects; in a personal organization a listing is enabled on the way. */
export function useConnectListing(listing: Listing) {
  const { org } = usePlace();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const enable = useEnableConnector(org);
  const start = useStartConnection(org);
  const connect = () => {
    if (listing.connector) return start.mutate({ connector: listing.connector, returnTo: here });
    enable.mutate(listing.slug, { onSuccess: ({ id }) => start.mutate({ connector: id, returnTo: here }) });
  };
  return { connect, pending: enable.isPending || start.isPending, error: enable.error ?? start.error };
}
