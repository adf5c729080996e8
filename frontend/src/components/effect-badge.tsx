import { Badge } from "@/components/ui/badge";
import type { Effect } from "@/types/api";

export const EFFECT_NAMES: Record<Effect, string> = { read: "Read", write: "Write", destructive: "Destructive" };
const TONES = { read: "read", write: "write", destructive: "bad" } as const;

/** What a tool does to the other side. */
export function EffectBadge({ effect }: { effect: Effect }) {
  return <Badge tone={TONES[effect]}>{EFFECT_NAMES[effect]}</Badge>;
}
