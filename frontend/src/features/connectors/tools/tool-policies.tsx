import { EFFECT_NAMES } from "@/components/effect-badge";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Card } from "@/components/ui/page";
import { type Option, Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { shortDate } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Effect, Level, Tool } from "@/types/api";

import { useSetToolPolicy, useTools } from "../api/tools";
import { EffectMark } from "./effect-mark";
import { countOfTools, levelOptions, sharedLevel, unacceptedWords } from "./tool-levels";
import styles from "./tool-policies.module.css";

interface Props {
  connector: string;
  /** Whose levels: one's own, or the organization's ceilings. */
  scope: "member" | "organization";
  disabled?: boolean;
  /** Whether this person says what the tools do: an owner, of a custom connector's. */
  mayMark?: boolean;
}

const EFFECTS: Effect[] = ["read", "write", "destructive"];

/** A connector's tools by effect, each with Allow · Ask · Block. */
export function ToolPolicies({ connector, scope, disabled, mayMark }: Props) {
  const { org } = usePlace();
  const tools = useTools(org, connector);
  const set = useSetToolPolicy(org);
  if (tools.isLoading) return <Skeleton lines={4} />;
  if (!tools.data?.length)
    return tools.error ? (
      <ProblemNotice error={tools.error} />
    ) : (
      <p className={styles.faint}>Its tools are known once somebody has connected.</p>
    );
  const choose = (tool: string) => (policy: Level) => set.mutate({ connector, tool, scope, policy });
  return (
    <>
      <ProblemNotice error={set.error} />
      <Card>
        {EFFECTS.map((effect) => {
          const group = tools.data.filter((tool) => tool.effect === effect);
          return (
            group.length > 0 && (
              <Group
                key={effect}
                effect={effect}
                tools={group}
                scope={scope}
                disabled={disabled}
                choose={choose}
                marking={mayMark ? connector : null}
              />
            )
          );
        })}
      </Card>
    </>
  );
}

interface GroupProps {
  effect: Effect;
  tools: Tool[];
  scope: Props["scope"];
  disabled?: boolean;
  choose: (tool: string) => (level: Level) => void;
  /** The connector whose tools this person marks. */
  marking: string | null;
}

function Group({ effect, tools, scope, disabled, choose, marking }: GroupProps) {
  const name = EFFECT_NAMES[effect];
  const all = tools.map((tool) => levelOptions(tool, scope));
  const common =
    all[0]?.options.map((option, index): Option<Level> => ({
      ...option,
      refused: all.every((one) => one.options[index]?.refused) ? option.refused : "",
    })) ?? [];
  // Whatever is set for it, what no owner has accepted does not run (T6).
  const blocked = (tool: Tool) => scope === "member" && !tool.accepted;
  const ceiling = sharedLevel(tools.map((tool) => tool.policy.organization ?? "allow"));
  return (
    <>
      <div className={styles.group}>
        <h3>{name}</h3>
        <span className={styles.faint}>{countOfTools(tools.length)}</span>
        {scope === "member" && ceiling && ceiling !== "allow" && (
          <span className={styles.ceiling}>Owner: {ceiling === "ask" ? "always ask" : "blocked"}</span>
        )}
        <Segmented
          label={`All ${name.toLowerCase()} tools`}
          value={sharedLevel(all.map((one) => one.value))}
          options={common}
          onChange={choose(`@${effect}`)}
          disabled={disabled}
        />
      </div>
      {tools.map((tool, index) => (
        <div key={tool.name} className={styles.tool}>
          <span className={styles.words}>
            <span>
              <OutsideText text={tool.title || tool.name} />{" "}
              <code className={styles.faint}>
                <OutsideText text={tool.name} />
              </code>
            </span>
            <span className={styles.sub}>
              {tool.accepted ? <OutsideText text={tool.description} kind="text" /> : unacceptedWords(tool)}
            </span>
            {tool.marked && (
              <span className={styles.sub}>
                {EFFECT_NAMES[tool.marked.effect]}, says <bdi>{tool.marked.by}</bdi> ({shortDate(tool.marked.at)})
              </span>
            )}
          </span>
          {marking && <EffectMark connector={marking} tool={tool} />}
          <Segmented
            label={visible(tool.title || tool.name)}
            value={blocked(tool) ? "block" : (all[index]?.value ?? null)}
            options={all[index]?.options ?? []}
            onChange={choose(tool.name)}
            disabled={disabled || blocked(tool)}
          />
        </div>
      ))}
    </>
  );
}
