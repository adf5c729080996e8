import { EFFECT_NAMES, EffectBadge } from "@/components/effect-badge";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { OutsideText } from "@/components/ui/outside-text";
import { shortDate } from "@/lib/format";
import { visible } from "@/lib/outside-text";
import type { ReviewedTool, Verdict } from "@/types/api";

import { ToolDifference, WholeDefinition } from "./tool-difference";
import styles from "./tool-reviews.module.css";

interface Props {
  tool: ReviewedTool;
  busy: boolean;
  onDecide: (verdict: Verdict) => void;
}

/** One version of a tool that an owner decides on, or has refused: what it says, what differs, and the buttons. */
export function ReviewedToolItem({ tool, busy, onDecide }: Props) {
  const { now, accepted, refused } = tool;
  const name = visible(tool.name);
  return (
    <li className={styles.tool}>
      <div className={styles.head}>
        <b>
          <OutsideText text={now.title} />
        </b>{" "}
        <code>
          <OutsideText text={tool.name} />
        </code>
        <Badge tone={refused ? "bad" : "plain"}>{refused ? "Refused" : accepted ? "Changed" : "New"}</Badge>
        <EffectBadge effect={tool.effect} />
      </div>
      <p className={styles.faint}>{effectWords(tool)}</p>
      {(!accepted || accepted.description === now.description) && now.description && (
        <p className={styles.prose}>
          <OutsideText text={now.description} kind="text" />
        </p>
      )}
      {accepted ? <ToolDifference before={accepted} now={now} /> : <WholeDefinition now={now} />}
      {refused && (
        <p>
          <bdi>{refused.by}</bdi> refused this version ({shortDate(refused.at)}). It stays blocked until an owner
          accepts it; a later version asks again.
        </p>
      )}
      {accepted && (
        <p className={styles.faint}>
          The service no longer offers the version that was accepted, so{" "}
          {refused ? "nobody can use this tool" : "refusing blocks this tool for everyone"}.
        </p>
      )}
      <div className={styles.buttons}>
        <Button
          small
          variant={refused ? "plain" : "primary"}
          busy={busy}
          onClick={() => onDecide("accept")}
          aria-label={`${refused ? "Accept after all" : "Accept"}: ${name}`}
        >
          {refused ? "Accept after all" : "Accept"}
        </Button>
        {!refused && (
          <Button small variant="danger" busy={busy} onClick={() => onDecide("refuse")} aria-label={`Refuse: ${name}`}>
            Refuse
          </Button>
        )}
      </div>
    </li>
  );
}

/** What the server says that it does is only its word; beside it what counts. */
function effectWords({ effect, hinted_effect: hinted }: ReviewedTool): string {
  const counts = `it counts as ${EFFECT_NAMES[effect]}`;
  return hinted
    ? `Its server says: ${EFFECT_NAMES[hinted]}; ${counts}.`
    : `Its server does not say whether it reads or writes; ${counts}.`;
}
