import { useRouterState } from "@tanstack/react-router";
import { useRef } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { classNames } from "@/lib/class-names";
import { usePlace } from "@/lib/organization-context";
import type { Listing } from "@/types/api";

import { useEnableConnector } from "../api/connectors";
import { useStartConnection } from "../api/connections";
import { RequestButton } from "../requests/request-button";
import styles from "./directory.module.css";

interface Props {
  listing: Listing;
  primary?: boolean;
}

/** The one thing to do with a listing now, or why there is nothing. */
export function ListingAction({ listing, primary }: Props) {
  const { org } = usePlace();
  const { actions } = listing;
  const enable = useEnableConnector(org);
  const { connect, pending, error } = useConnectListing(listing);
  const variant = primary ? "primary" : "plain";
  const problem = enable.error ?? error;
  if (problem) return <ProblemNotice error={problem} />;
  switch (listing.state) {
    case "connected":
      return (
        <span className={styles.state}>
          <span className={styles.dot} />
          Connected
        </span>
      );
    case "needs_attention":
      if (!actions.reconnect.allowed) return <Refused words={actions.reconnect.reason} />;
      return (
        <Button variant={variant} busy={pending} onClick={connect} aria-label={`Sign in again to ${listing.name}`}>
          <span className={classNames(styles.dot, styles.warn)} />
          Sign in again
        </Button>
      );
    case "not_enabled":
      if (!actions.enable.allowed) return <NotEnabled listing={listing} primary={primary} />;
      return (
        <Button variant={variant} busy={enable.isPending} onClick={() => enable.mutate(listing.slug)}>
          Enable
        </Button>
      );
    default:
      if (!actions.connect.allowed) return <Refused words={actions.connect.reason} />;
      return (
        <Button variant={variant} busy={pending} onClick={connect}>
          Connect
        </Button>
      );
  }
}

/** Who may not enable it asks those who may. The button is gone then, and the focus is on what stands in its place. */
function NotEnabled({ listing, primary }: Props) {
  const place = useRef<HTMLSpanElement>(null);
  const mayAsk = listing.actions.request.allowed && listing.request?.status !== "open";
  const words = listing.request?.status === "open" ? "Requested" : listing.actions.enable.reason;
  return (
    <span ref={place} tabIndex={-1}>
      {mayAsk ? <RequestButton listing={listing} primary={primary} place={place} /> : <Refused words={words} />}
    </span>
  );
}

const Refused = ({ words }: { words: string }) => (
  <span className={styles.state}>
    <span className={classNames(styles.dot, styles.off)} />
    {words}
  </span>
);

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
