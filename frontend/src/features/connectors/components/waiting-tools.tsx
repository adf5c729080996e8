import { EffectBadge } from "@/components/effect-badge";
import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { isOwner, usePlace } from "@/lib/organization-context";
import type { Connector, Tool } from "@/types/api";

import { useTools } from "../api/list-tools";
import { useReviewTools } from "../api/review-tools";
import { countOfTools, waitingWords } from "./tool-levels";
import styles from "./tool-policies.module.css";

/** The tools of a connector that nobody has reviewed: for owners each of them and one button, for others why they wait. */
export function WaitingTools({ connector }: { connector: Connector }) {
  const { role } = usePlace();
  if (connector.waiting_tools === 0) return null;
  return (
    <div className={styles.waiting}>
      {isOwner(role) ? <Review connector={connector} /> : <Notice>{waitingWords(connector.waiting_tools)}</Notice>}
    </div>
  );
}

function Review({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const tools = useTools(org, connector.id);
  const review = useReviewTools(org, connector.id);
  const waiting = tools.data?.filter((tool) => !tool.accepted) ?? [];
  if (waiting.length === 0) return <ProblemNotice error={tools.error} />;
  const label = `Accept ${waiting.length === 1 ? "this tool" : `these ${waiting.length} tools`}`;
  return (
    <section aria-label={`New tools of ${connector.name}`}>
      <p className={styles.lead}>
        {countOfTools(waiting.length)} {waiting.length === 1 ? "is" : "are"} new here or changed. Nobody can use {waiting.length === 1 ? "it" : "them"} until you have looked.
      </p>
      <ToolList tools={waiting} />
      <ProblemNotice error={review.error} />
      <Button variant="primary" small busy={review.isPending} onClick={() => review.mutate(waiting)} aria-label={`${label} of ${connector.name}`}>{label}</Button>
    </section>
  );
}

/** Tools as their server describes them, with what each is taken for. */
export function ToolList({ tools }: { tools: Tool[] }) {
  return (
    <ul className={styles.list} tabIndex={0} aria-label="Tools">
      {tools.map((tool) => (
        <li key={tool.name}>
          <span className={styles.words}>
            <b>{tool.title}</b> <code>{tool.name}</code>
            {tool.description && <span className={styles.sub}>{tool.description}</span>}
          </span>
          <EffectBadge effect={tool.effect} />
        </li>
      ))}
    </ul>
  );
}
