import { EFFECT_NAMES } from "@/components/effect-badge";
import { ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";
import type { Effect, Tool } from "@/types/api";

import { useMarkEffect } from "../api/tools";
import styles from "./tool-policies.module.css";

const UNMARKED = "";
const CHOICES: Effect[] = ["read", "write", "destructive"];

/** An owner's word on what a custom connector's tool does, where its server's own word does not count. */
export function EffectMark({ connector, tool }: { connector: string; tool: Tool }) {
  const { org } = usePlace();
  const mark = useMarkEffect(org, connector);
  const choose = (value: string) => mark.mutate({ tool, effect: CHOICES.find((effect) => effect === value) ?? null });
  return (
    <span className={styles.mark}>
      <select
        className={styles.select}
        aria-label={`What ${tool.title} does`}
        disabled={mark.isPending}
        value={tool.marked?.effect ?? UNMARKED}
        onChange={(event) => choose(event.target.value)}
      >
        <option value={UNMARKED}>{tool.marked ? "Not marked" : `${EFFECT_NAMES[tool.effect]} (not marked)`}</option>
        {CHOICES.map((effect) => (
          <option key={effect} value={effect}>
            {EFFECT_NAMES[effect]}
          </option>
        ))}
      </select>
      <ProblemNotice error={mark.error} />
    </span>
  );
}
