import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { useRef, useState } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { paths } from "@/config/paths";
import { classNames } from "@/lib/class-names";
import { isOwner, usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import type { Listing } from "@/types/api";

import { ConsentDialog } from "../accounts/consent-dialog";
import { KeyDialog } from "../accounts/key-dialog";
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
  const { connect, pending, error, dialog } = useConnectListing(listing);
  const variant = primary ? "primary" : "plain";
  const problem = enable.error ?? error;
  if (dialog) return dialog;
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
          {listing.header_fields.length > 0 ? "Enter the key again" : "Sign in again"}
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
      if (actions.connect.code === "setup_required") return <SetUpFirst listing={listing} primary={primary} />;
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

/** Owners are led to what has to be entered; where enabling comes first, it goes with it. Members read whom to ask. */
function SetUpFirst({ listing, primary }: Props) {
  const { org, role } = usePlace();
  const navigate = useNavigate();
  const enable = useEnableConnector(org);
  const there = { to: paths.listing, params: { org, slug: listing.slug }, search: {} } as const;
  if (!isOwner(role)) return <Refused words={listing.actions.connect.reason} />;
  if (enable.error) return <ProblemNotice error={enable.error} />;
  if (!listing.connector)
    return (
      <Button
        variant={primary ? "primary" : "plain"}
        busy={enable.isPending}
        onClick={() => enable.mutate(listing.slug, { onSuccess: () => void navigate(there) })}
      >
        Set up first
      </Button>
    );
  if (primary) return <Refused words="Set up first, below." />;
  return (
    <Link {...there} className={buttonClass()} aria-label={`Set up ${listing.name} first`}>
      Set up first
    </Link>
  );
}

const Refused = ({ words }: { words: string }) => (
  <span className={styles.state}>
    <span className={classNames(styles.dot, styles.off)} />
    {words}
  </span>
);

const wantsConsent = (error: unknown) => error instanceof ApiProblem && error.code === "consent_required";

/** Connects; in a personal organization a listing is enabled on the way. */
export function useConnectListing(listing: Listing) {
  const { org } = usePlace();
  const here = useRouterState({ select: (state) => state.location.pathname });
  const enable = useEnableConnector(org);
  const start = useStartConnection(org);
  const [keysFor, setKeysFor] = useState<string | null>(null);
  const begin = (connector: string, headers?: Record<string, string>) =>
    start.mutate({ connector, returnTo: here, headers }, { onSuccess: () => setKeysFor(null) });
  const wantsKeys = listing.header_fields.length > 0;
  const go = (connector: string) => (wantsKeys ? setKeysFor(connector) : begin(connector));
  const connect = () => {
    if (listing.connector) return go(listing.connector);
    enable.mutate(listing.slug, { onSuccess: ({ id }) => go(id) });
  };
  const keys = keysFor && (
    <KeyDialog
      name={listing.name}
      fields={listing.header_fields}
      busy={start.isPending}
      error={start.error}
      onConnect={(headers) => begin(keysFor, headers)}
      onClose={() => (start.reset(), setKeysFor(null))}
    />
  );
  // Health records: the service's sign-in comes after one's consent.
  const agreeFor = wantsConsent(start.error) ? start.variables?.connector : undefined;
  const consent = agreeFor && (
    <ConsentDialog
      connector={agreeFor}
      name={listing.name}
      next="Agree and sign in"
      onGiven={() => begin(agreeFor)}
      onClose={() => start.reset()}
    />
  );
  const error = enable.error ?? start.error;
  return { connect, pending: enable.isPending || start.isPending, error, dialog: keys || consent || null };
}
