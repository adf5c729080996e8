import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Notice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { pageStyles } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { isOwner, usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import type { ListingPage } from "@/types/api";

import { Crumbs } from "../directory/crumbs";
import { HowToSetUp } from "./how-to-set-up";
import styles from "./setup.module.css";

interface Props {
  listing: ListingPage;
  /** Its page of the documentation, as the app shows markdown. */
  children?: ReactNode;
}

/** The page that says how a service is set up, for whoever does it and for whoever wants to know. */
export function SetUpGuide({ listing, children }: Props) {
  const { org, role } = usePlace();
  const { name, slug, setup } = listing;
  return (
    <div className={pageStyles.page}>
      <div className={pageStyles.narrow}>
        <Crumbs org={org}>
          <Link to={paths.listing} params={{ org, slug }} search={{}}>
            <OutsideText text={name} />
          </Link>{" "}
          / Set up
        </Crumbs>
        <h1>How {isolated(name)} is set up</h1>
        <div className={styles.panel}>
          <Notice tone={setup.required ? "warn" : undefined}>{stateOf(setup, isOwner(role))}</Notice>
          <HowToSetUp
            steps={setup.steps}
            url={setup.url}
            redirectUri={setup.redirect_uri}
            scopes={listing.scopes}
            listing={null}
          />
        </div>
        {children && (
          <section aria-label="Documentation" className={styles.guide}>
            {children}
          </section>
        )}
      </div>
    </div>
  );
}

function stateOf({ wanted, required }: ListingPage["setup"], owner: boolean): string {
  if (!wanted) return "Nothing has to be entered: members can connect.";
  if (!required) return "It is set up: members can connect.";
  return owner
    ? "Enter client id and secret on the page of the connector, and test them there."
    : "An owner has to set this up first.";
}
