import { Check } from "lucide-react";

import { EffectBadge } from "@/components/effect-badge";
import { OutsideText } from "@/components/ui/outside-text";
import { Card, Row } from "@/components/ui/page";
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
