import { Mark } from "@/components/ui/mark";
import { Notice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { pageStyles } from "@/components/ui/page";
import { isOwner, usePlace } from "@/lib/organization-context";
import type { ListingPage } from "@/types/api";

import { isUsable } from "../accounts/account-state";
import { OwnRequestNotice } from "../requests/own-request-notice";
import setupStyles from "../setup/setup.module.css";
import { HowToSetUp } from "../setup/how-to-set-up";
import { SetupPanel } from "../setup/setup-panel";
import { ToolPolicies } from "../tools/tool-policies";
import { Crumbs } from "./crumbs";
import { FoldableSetup } from "./foldable-setup";
import { ListingAction } from "./listing-action";
import { Abilities, ListedTools, ListingFacts } from "./listing-details";
import styles from "./listing-details.module.css";

/** What an owner enters before anybody can sign in; others read how it is done. */
function SettingUp({ listing }: { listing: ListingPage }) {
  const { role } = usePlace();
  const { wanted, required, steps, url, redirect_uri } = listing.setup;
  const mine = isOwner(role) && listing.connector;
  if (!wanted || (!required && !mine)) return null;
  const panel = mine ? (
    <SetupPanel connector={mine} name={listing.name} listing={listing.slug} />
  ) : (
    <div className={setupStyles.panel}>
      {isOwner(role) && <Notice>Enable it, and what it wants is entered and tested here.</Notice>}
      <HowToSetUp steps={steps} url={url} redirectUri={redirect_uri} scopes={listing.scopes} listing={listing.slug} />
    </div>
  );
  if (!required)
    return (
      // The same part as below: what was tested becomes available while one looks at it.
      <FoldableSetup heading="Set up">{panel}</FoldableSetup>
    );
  return (
    <FoldableSetup heading={mine ? "Set up first" : "How it is set up"} open>
      {panel}
    </FoldableSetup>
  );
}

/** Everything that one wants to know before one connects. */
export function ListingScreen({ listing, failed }: { listing: ListingPage; failed: string | null }) {
  const { org, role } = usePlace();
  const setsUp = isOwner(role);
  const connected = listing.connections.some(isUsable);
  // An owner reads below what is still to be entered.
  const isSaidBelow = setsUp && listing.actions.connect.code === "setup_required";
  const refused = !listing.availability.allowed && !listing.actions.enable.allowed && !listing.actions.connect.allowed;
  return (
    <div className={pageStyles.page}>
      <div className={pageStyles.wide}>
        <Crumbs org={org}>
          <OutsideText text={listing.name} />
        </Crumbs>
        <header className={styles.top}>
          <Mark name={listing.name} color={listing.color} src={listing.icon_url} size="big" />
          <div>
            <h1>
              <OutsideText text={listing.name} />
            </h1>
            <p className={styles.muted}>
              <OutsideText text={listing.summary} kind="text" />
            </p>
          </div>
          <ListingAction listing={listing} primary />
        </header>
        {failed && (
          <div style={{ marginTop: 16 }}>
            <Notice tone="bad">{failed}</Notice>
          </div>
        )}
        {listing.request && (
          <div style={{ marginTop: 16 }}>
            <OwnRequestNotice listing={listing} request={listing.request} />
          </div>
        )}
        {refused && !listing.request && !isSaidBelow && (
          <div style={{ marginTop: 16 }}>
            <Notice tone="warn">{listing.actions.connect.reason || listing.availability.reason}</Notice>
          </div>
        )}
        {listing.verification === "community" && (
          <div style={{ marginTop: 16 }}>
            <Notice tone="warn">Made by the community. Nobody has verified who runs this server.</Notice>
          </div>
        )}
        <div className={styles.two}>
          <div>
            {setsUp && <SettingUp listing={listing} />}
            {listing.description && (
              <p style={{ marginTop: 16 }}>
                <OutsideText text={listing.description} kind="text" />
              </p>
            )}
            <h2>What it can do</h2>
            <Abilities listing={listing} />
            {listing.use_cases.length > 0 && <h2>What it is good for</h2>}
            <ul className={styles.muted} style={{ paddingLeft: 18 }}>
              {listing.use_cases.map((one) => (
                <li key={one}>{one}</li>
              ))}
            </ul>
            {!setsUp && <SettingUp listing={listing} />}
            <h2>Tools</h2>
            {connected && listing.connector ? (
              <ToolPolicies connector={listing.connector} scope="member" />
            ) : (
              <ListedTools listing={listing} />
            )}
          </div>
          <aside aria-label="Details">
            <h2>Details</h2>
            <ListingFacts listing={listing} />
          </aside>
        </div>
      </div>
    </div>
  );
}
