import { Link } from "@tanstack/react-router";

import { CopyButton } from "@/components/ui/copy-button";
import { OutsideText } from "@/components/ui/outside-text";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";

import { RedirectAddress } from "./redirect-address";
import styles from "./setup.module.css";

interface Props {
  steps: string[];
  url: string;
  redirectUri: string;
  /** As the service calls them. */
  scopes: string[];
  /** Whose page says more; null: it stands on that page. */
  listing: string | null;
}

/** How one gets what has to be entered, in steps, where, and which address is registered there. */
export function HowToSetUp({ steps, url, redirectUri, scopes, listing }: Props) {
  const { org } = usePlace();
  const linked = url.startsWith("https://");
  return (
    <>
      {steps.length > 0 && (
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={step}>
              <OutsideText text={step} kind="text" />
            </li>
          ))}
        </ol>
      )}
      {(linked || listing) && (
        <p className={styles.links}>
          {linked && (
            <a href={url} target="_blank" rel="noopener noreferrer">
              Where the service gives it
            </a>
          )}
          {listing && (
            <Link to={paths.listingSetup} params={{ org, slug: listing }}>
              More about setting it up
            </Link>
          )}
        </p>
      )}
      {redirectUri && <RedirectAddress uri={redirectUri} />}
      {redirectUri && scopes.length > 0 && (
        <p className={styles.scopes}>
          Access to allow it there:{" "}
          {scopes.map((name) => (
            <code key={name}>{name}</code>
          ))}
          <CopyButton text={scopes.join(" ")} label="Copy access" />
        </p>
      )}
    </>
  );
}
