import type { Option } from "@/components/ui/segmented";
import { shortDate } from "@/lib/format";
import { isolated } from "@/lib/outside-text";
import type { Level, Tool } from "@/types/api";

const ORDER: Level[] = ["allow", "ask", "block"];
const LABELS: Record<Level, string> = { allow: "Allow", ask: "Ask", block: "Block" };

/** What can be chosen for a tool, what is on, and why the rest cannot: an owner's level is a ceiling. */
export function levelOptions(tool: Tool, scope: "member" | "organization"): { value: Level; options: Option<Level>[] } {
  const ceiling = scope === "member" ? (tool.policy.organization ?? "allow") : "allow";
  const refused = (level: Level) =>
    ORDER.indexOf(level) < ORDER.indexOf(ceiling) ? `An owner has set “${LABELS[ceiling]}” for everyone.` : "";
  return {
    value: scope === "member" ? tool.policy.effective : (tool.policy.organization ?? "allow"),
    options: ORDER.map((level) => ({ value: level, label: LABELS[level], refused: refused(level) })),
  };
}

/** "1 tool", "3 tools". */
export function countOfTools(count: number): string {
  return count === 1 ? "1 tool" : `${count} tools`;
}

/** Why a member cannot use some tools of a connector yet. */
export function waitingWords(count: number): string {
  return `An owner has to review ${count === 1 ? "1 new or changed tool" : `${count} new or changed tools`}.`;
}

/** Why nobody can use a tool that an owner has not accepted. */
export function unacceptedWords(tool: Pick<Tool, "refused">): string {
  if (tool.refused)
    return `${isolated(tool.refused.by)} refused this version (${shortDate(tool.refused.at)}): nobody can use it.`;
  return "New here or changed: an owner has to accept this tool.";
}

/** The level that all have, null when they differ. */
export function sharedLevel(levels: Level[]): Level | null {
  const [first = null] = levels;
  return levels.every((level) => level === first) ? first : null;
}
