import { Link } from "@tanstack/react-router";

import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/config/paths";
import { isOwner, usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";

import { useConnectors } from "../api/connectors";
import { countOfTools } from "../tools/tool-levels";

/** Tells an owner, where they come by, that tools wait for their review. */
export function ReviewHint() {
  const { org } = usePlace();
  const { count, names } = useReviewCount();
  if (count === 0) return null;
  const of = names.length === 1 ? ` of ${isolated(names[0] ?? "")}` : "";
  return (
    <Notice
      tone="warn"
      action={
        <Link to={paths.customizeConnectors} params={{ org }} className={buttonClass({ small: true })}>
          Review
        </Link>
      }
    >
      {countOfTools(count)}
      {of} {count === 1 ? "waits" : "wait"} for your review.
    </Notice>
  );
}

/** How many tools wait for this owner's review, and of which connectors; none for others, who cannot do anything. */
export function useReviewCount(): { count: number; names: string[]; loading: boolean } {
  const { org, role } = usePlace();
  const { data, isLoading } = useConnectors(org, isOwner(role));
  const waiting = isOwner(role) ? (data ?? []).filter((one) => one.waiting_tools > 0) : [];
  return {
    count: waiting.reduce((sum, one) => sum + one.waiting_tools, 0),
    names: waiting.map((one) => one.name),
    loading: isLoading,
  };
}
