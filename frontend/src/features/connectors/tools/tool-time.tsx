import { SelectField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";
import type { Connector } from "@/types/api";

import { useChangeConnector } from "../api/connectors";

const USUAL = "";
const CHOICES = [10, 30, 60, 120, 300, 600];

/** How long an owner lets one of a connector's tools run. */
export function ToolTime({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const change = useChangeConnector(org, connector.id);
  const now = connector.tool_seconds;
  const choices = now === null || CHOICES.includes(now) ? CHOICES : [...CHOICES, now].sort((one, other) => one - other);
  return (
    <>
      <SelectField
        label="Longest time for one call"
        value={now ?? USUAL}
        disabled={change.isPending}
        hint="As usual, a call may take 1 minute, and up to 10 minutes while it reports progress. One that takes longer is ended; what it did meanwhile at the service stays done."
        onChange={({ target }) => change.mutate({ tool_seconds: target.value === USUAL ? null : Number(target.value) })}
      >
        <option value={USUAL}>As usual</option>
        {choices.map((seconds) => (
          <option key={seconds} value={seconds}>
            {wordsOf(seconds)}
          </option>
        ))}
      </SelectField>
      <ProblemNotice error={change.error} />
    </>
  );
}

function wordsOf(seconds: number): string {
  if (seconds % 60) return `${seconds} seconds`;
  return seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
}
