import { useDeferredValue, useState } from "react";

import { Button } from "@/components/ui/button";
import { SelectField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, Empty } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/spinner";
import { dateTime } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { AuditEvent } from "@/types/api";

import { useAuditEvents } from "../api/list-audit-events";
import styles from "./organization.module.css";

const ACTIONS = [
  "connector.enabled", "connector.disabled", "tool.policy_changed", "connection.connected", "connection.disconnected", "turn.started", "turn.finished",
  "tool_call.executed", "tool_call.blocked", "approval.requested", "approval.decided", "share.created", "share.denied", "share.revoked",
  "project.visibility_changed", "member.invited", "member.joined", "member.role_changed", "member.removed", "login.succeeded", "login.failed",
];

/** What happened in the organization, for those who may read it. */
export function AuditLog() {
  const { org, organization } = usePlace();
  const may = organization.permissions.read_audit;
  const [action, setAction] = useState("");
  const events = useAuditEvents(org, useDeferredValue(action), may.allowed);
  if (!may.allowed) return <Notice>{may.reason}</Notice>;
  const rows = events.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <div style={{ display: "grid", gap: 12, justifyItems: "start" }}>
      <SelectField label="Action" value={action} onChange={(event) => setAction(event.target.value)}>
        <option value="">All actions</option>
        {ACTIONS.map((one) => <option key={one}>{one}</option>)}
      </SelectField>
      <ProblemNotice error={events.error} />
      {events.isLoading && <Skeleton />}
      {events.data && !rows.length && <Empty>Nothing like that has happened.</Empty>}
      {rows.length > 0 && <div style={{ width: "100%" }}><Card><EventTable rows={rows} /></Card></div>}
      {events.hasNextPage && <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>Show more</Button>}
    </div>
  );
}

function EventTable({ rows }: { rows: AuditEvent[] }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="group" aria-label="Audit events">
      <table className={styles.table}>
        <thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">About</th></tr></thead>
        <tbody>
          {rows.map((event) => (
            <tr key={event.id}>
              <td>{dateTime(event.at)}</td>
              <td>{event.action}</td>
              <td>{event.actor.name || event.actor.kind}</td>
              <td>{event.subject.type} <DataWords data={event.data as Record<string, unknown>} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DataWords({ data }: { data: Record<string, unknown> }) {
  const words = Object.entries(data).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "").map(([name, value]) => `${name}: ${String(value)}`);
  return words.length ? <span style={{ color: "var(--color-text-secondary)" }}>{words.join(", ").slice(0, 300)}</span> : null;
}
