import { Badge } from "@/components/ui/badge";
import type { ConnectorMark } from "@/types/api";

/** Says what nobody has verified: a server that somebody here added, or one of the community. */
export function OriginBadge({ of }: { of: Pick<ConnectorMark, "custom" | "verification"> }) {
  if (of.custom) return <Badge tone="write">Custom</Badge>;
  return of.verification === "community" ? <Badge tone="write">Community</Badge> : null;
}
