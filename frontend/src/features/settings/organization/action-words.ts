import { words } from "@/lib/format";

/** "member.role_changed" as "Member: role changed". */
export function actionWords(action: string): string {
  const [subject = "", act = ""] = action.split(".");
  return `${words(subject)}: ${words(act).toLowerCase()}`;
}
