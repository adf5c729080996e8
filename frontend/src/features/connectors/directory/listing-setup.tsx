import { useState } from "react";

import { isOwner, usePlace } from "@/lib/organization-context";
import type { ListingPage } from "@/types/api";

import { HowToSetUp } from "../setup/how-to-set-up";
import { SetupPanel } from "../setup/setup-panel";
import styles from "./listing-details.module.css";

/** What an owner enters before anybody can sign in; others read how it is done. */
export function ListingSetup({ listing }: { listing: ListingPage }) {
  const { role } = usePlace();
  const { wanted, required, steps, url } = listing.setup;
  if (wanted && isOwner(role) && listing.connector)
    return <Foldable connector={listing.connector} name={listing.name} required={required} />;
  if (!wanted || !required) return null;
  return (
    <section aria-label="Set up">
      <h2>How it is set up</h2>
      <HowToSetUp steps={steps} url={url} />
    </section>
  );
}

/** Folded where it was done before one came. What is done meanwhile stays open, so that one reads how the test went. */
function Foldable({ connector, name, required }: { connector: string; name: string; required: boolean }) {
  const [startsOpen] = useState(required);
  return (
    <section aria-label="Set up">
      <details open={startsOpen} className={styles.foldable}>
        <summary>
          <h2>{required ? "Set up first" : "Set up"}</h2>
        </summary>
        <SetupPanel connector={connector} name={name} />
      </details>
    </section>
  );
}
