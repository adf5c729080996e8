/** The product's words for the generated schema's shapes. */
import type { components } from "@/types/schema";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type Decision = Schemas["Decision"];
export type Me = Schemas["Me"];
export type Membership = Schemas["MyMembership"];
export type Role = Membership["role"];
export type Organization = Schemas["Organization"];
export type OrganizationSettings = Schemas["Settings"];
export type Token = Schemas["Token"];
export type TokenScope = Token["scopes"][number];
export type Member = Schemas["Member"];
export type Invitation = Schemas["Invitation"];
export type AuditEvent = Schemas["AuditEvent"];
export type ChatNotice = Schemas["Notice"];
export type Project = Schemas["Project"];
export type ProjectMember = Schemas["ProjectMember"];
export type Visibility = Project["visibility"];
export type Listing = Schemas["Listing"];
export type ListingPage = Schemas["ListingPage"];
export type OwnRequest = Schemas["OwnRequest"];
export type ConnectorRequest = Schemas["ConnectorRequest"];
export type Connector = Schemas["Connector"];
export type Consent = Schemas["Consent"];
export type KeyField = Schemas["KeyField"];
/** The generator loses "or null" on choices: said here. */
export type Setup = Omit<Schemas["Setup"], "oauth_secret" | "servers"> & {
  oauth_secret: Schemas["KeptSecret"] | null;
  servers: Schemas["ServerChoice"] | null;
};
export type SetupChanges = Schemas["PatchedSetupChangesRequest"];
export type DiagnosisStep = Schemas["DiagnosisStep"];
export type ConnectorMark = Schemas["ConnectorMark"];
export type Connection = Schemas["Connection"];
export type StartedConnection = Schemas["StartedConnection"];
export type Level = Schemas["ToolLevels"]["effective"];
/** The generator loses "or null" on choices: said here. */
type Levels = Omit<Schemas["ToolLevels"], "organization" | "member"> & {
  organization: Level | null;
  member: Level | null;
};
export type Tool = Omit<Schemas["Tool"], "policy" | "marked" | "refused"> & {
  policy: Levels;
  marked: Schemas["EffectMark"] | null;
  refused: Refusal | null;
};
export type Effect = Tool["effect"];
export type Refusal = Schemas["Refusal"];
export type Definition = Schemas["Definition"];
export type ReviewedTool = Omit<Schemas["ToolReview"], "hinted_effect" | "refused" | "accepted"> & {
  hinted_effect: Effect | null;
  refused: Refusal | null;
  accepted: Definition | null;
};
export type Verdict = Schemas["VerdictEnum"];
export type ToolRefresh = Schemas["ToolRefresh"];
export type Toggle = Schemas["Toggle"];
export type Conversation = Schemas["Conversation"];
export type Design = Schemas["Design"];
export type DesignMark = Schemas["DesignMark"];
export type DesignEdit = Schemas["DesignEditRequest"];
export type Turn = Schemas["Turn"];
export type TurnStatus = Turn["status"];
export type AnswerEnding = NonNullable<Message["ending"]>;
export type TurnError = NonNullable<Turn["error"]>;
export type Approval = Omit<Schemas["Approval"], "decision"> & {
  decision: Schemas["Approval"]["decision"] | null;
};
export type ToolCall = Omit<Schemas["ToolCall"], "approval"> & { approval: Approval | null };
export type Chart = Schemas["Chart"];
export type ChartSeries = Schemas["ChartSeries"];
export type ChartPoint = Schemas["ChartPoint"];
export type Question = Schemas["Question"];
export type FormField = Schemas["FormField"];
export type ToolCallStatus = ToolCall["status"];
export type ContentBlock = Omit<Schemas["ContentBlock"], "tool_call"> & { tool_call?: ToolCall };
export type Message = Omit<Schemas["Message"], "content" | "status"> & {
  content: ContentBlock[];
  status: TurnStatus | null;
};
export type Share = Schemas["Share"];
export type Sharing = Schemas["Sharing"];
export type StandingApproval = Schemas["StandingApproval"];
export interface Page<T> {
  results: T[];
  next?: string | null;
}
