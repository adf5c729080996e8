import { Check } from "lucide-react";
import type { ReactNode } from "react";

import { EffectBadge } from "@/components/effect-badge";
import { Badge } from "@/components/ui/badge";
import { OutsideText } from "@/components/ui/outside-text";
import { Card, Row } from "@/components/ui/page";
import { ago, shortDate, words } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { scopePhrases } from "@/lib/scope-phrases";
import type { Effect, ListingPage } from "@/types/api";

import styles from "./listing-details.module.css";

const MOST = 6;

/** What a listing can read and write, in the words of its tools. */
export function Abilities({ listing }: { listing: ListingPage }) {
  const of = (...effects: Effect[]) =>
    listing.tools.filter((tool) => effects.includes(tool.effect)).map((tool) => tool.title || tool.name);
  return (
    <div className={styles.caps}>
      <Ability title="Read" items={of("read")} none="It reads nothing." />
      <Ability title="Write" items={of("write", "destructive")} none="It writes nothing." />
    </div>
  );
}

function Ability({ title, items, none }: { title: string; items: string[]; none: string }) {
  return (
    <div className={styles.cap}>
      <b>{title}</b>
      <ul>
        {items.slice(0, MOST).map((item) => (
          <li key={item}>
            <Check size={16} aria-hidden />
            <span>
              <OutsideText text={item} />
            </span>
          </li>
        ))}
        {items.length > MOST && <li className={styles.muted}>and {items.length - MOST} more, below</li>}
        {!items.length && <li className={styles.muted}>{none}</li>}
      </ul>
    </div>
  );
}

/** All tools with their effects, before anybody has connected. */
export function ListedTools({ listing }: { listing: ListingPage }) {
  if (!listing.tools.length) return <p className={styles.muted}>Its tools are known once somebody has connected.</p>;
  return (
    <Card>
      {listing.tools.map((tool) => (
        <Row key={tool.name} title={tool.title || tool.name} sub={tool.description}>
          <EffectBadge effect={tool.effect} />
        </Row>
      ))}
    </Card>
  );
}

/** Who made it, who can use it, what it asks for, and what becomes of one's data. */
export function ListingFacts({ listing }: { listing: ListingPage }) {
  const verified = listing.verification === "verified";
  const links = [
    ["Documentation", listing.docs_url],
    ["Support", listing.support_url],
    ["Privacy", listing.privacy_url],
  ].filter(([, url]) => url?.startsWith("https://"));
  return (
    <dl className={styles.facts}>
      <Fact name="Published by">
        <OutsideText text={listing.publisher} />{" "}
        <Badge tone={verified ? "ok" : "plain"}>{verified ? "Verified" : "Community"}</Badge>
      </Fact>
      <Fact name="Who can use it">
        <WhoCanUse listing={listing} />
      </Fact>
      <Fact name="Access it asks for">
        <Access listing={listing} />
      </Fact>
      {listing.pkce_undeclared && (
        <Fact name="Its sign-in">
          Does not announce PKCE, which keeps others from using a stolen answer. Switchboard sends it nevertheless, and
          the operator allows this service without the announcement.
        </Fact>
      )}
      <Fact name="Your data">{listing.data_handling || "Stays in your conversations."}</Fact>
      {listing.tools_changed_at && (
        <Fact name="Tools last changed">
          {ago(listing.tools_changed_at)}
          {listing.reviewed_at && ", reviewed"}
        </Fact>
      )}
      {listing.reviewed_at && <Fact name="Reviewed">{shortDate(listing.reviewed_at)}</Fact>}
      {links.length > 0 && (
        <Fact name="Read on">
          <span className={styles.links}>
            {links.map(([name, url]) => (
              <a key={name} href={url} target="_blank" rel="noopener noreferrer">
                {name}
              </a>
            ))}
          </span>
        </Fact>
      )}
    </dl>
  );
}

/** What the assistant may do then; how the service calls it stands where one sets it up. */
function Access({ listing }: { listing: ListingPage }) {
  const phrases = scopePhrases(listing.scopes, listing.scope_words);
  if (!phrases.length) return "Nothing by name: your account decides.";
  return (
    <ul className={styles.access}>
      {phrases.map((phrase) => (
        <li key={phrase}>
          <OutsideText text={phrase} />
        </li>
      ))}
    </ul>
  );
}

function WhoCanUse({ listing }: { listing: ListingPage }) {
  const { organization } = usePlace();
  const plans = listing.plans.length ? listing.plans.map(words).join(", ") : "All plans";
  const regions = listing.regions.length ? ` In ${listing.regions.join(", ")} only.` : "";
  const enabled = listing.enabled
    ? ` In ${organization.name}: enabled by ${listing.enabled.by} on ${shortDate(listing.enabled.at)}.`
    : "";
  return (
    <>
      {plans}.{regions}
      {enabled}
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
