import { Link } from "@tanstack/react-router";

import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/config/paths";
import { isolated } from "@/lib/outside-text";
import { usePlace } from "@/lib/organization-context";

import { useReviewCount } from "./use-review-count";
import { countOfTools } from "./tool-levels";

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
