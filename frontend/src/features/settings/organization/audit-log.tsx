import { Link } from "@tanstack/react-router";
import { Fragment, useDeferredValue, useState } from "react";

import { Button } from "@/components/ui/button";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { Card, Empty } from "@/components/ui/page";
import { ScrollBox } from "@/components/ui/scroll-box";
import { paths } from "@/config/paths";
import { dateTime, words } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { AuditEvent } from "@/types/api";

import { useAuditEvents } from "../api/audit-events";
import { ActionField } from "./action-field";
import { actionWords } from "./action-words";
import { AuditSkeleton } from "./audit-skeleton";
import styles from "./organization.module.css";

/** What happened in the organization, for those who may read it. */
export function AuditLog() {
  const { org, organization } = usePlace();
  const may = organization.permissions.read_audit;
  const [action, setAction] = useState("");
  const events = useAuditEvents(org, useDeferredValue(action), may.allowed);
  if (!may.allowed) return <Notice>{may.reason}</Notice>;
  const rows = events.data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <div className={styles.log}>
      <ActionField value={action} onChange={setAction} />
      <ProblemNotice error={events.error} />
      {events.isLoading && <AuditSkeleton />}
      {events.data && !rows.length && <Empty>Nothing like that has happened.</Empty>}
      {rows.length > 0 && (
        <div style={{ width: "100%" }}>
          <Card>
            <EventTable rows={rows} />
          </Card>
        </div>
      )}
      {events.hasNextPage && (
        <Button busy={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

function EventTable({ rows }: { rows: AuditEvent[] }) {
  return (
    <ScrollBox label="Audit events">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Who</th>
            <th scope="col">About</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <tr key={event.id}>
              <td>{dateTime(event.at)}</td>
              <td title={event.action}>{actionWords(event.action)}</td>
              <td>{event.actor.name ? <OutsideText text={event.actor.name} /> : event.actor.kind}</td>
              <td>
                <AboutWords event={event} /> <DataWords data={event.data as Record<string, unknown>} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

const DOORS: Partial<Record<string, typeof paths.settingsMembers | typeof paths.settingsConnectors>> = {
  member: paths.settingsMembers,
  connector: paths.settingsConnectors,
};

/** What an event is about, by name; what the reader can open is a link. */
function AboutWords({ event }: { event: AuditEvent }) {
  return event.about.map((one, index) => (
    <Fragment key={`${one.kind} ${one.name}`}>
      {index > 0 && " · "}
      <AboutLink {...one} />
    </Fragment>
  ));
}

function AboutLink({ kind, name, id }: AuditEvent["about"][number]) {
  const { org } = usePlace();
  const shown = <OutsideText text={name} />;
  const door = DOORS[kind];
  if (!id) return shown;
  if (door)
    return (
      <Link to={door} params={{ org }}>
        {shown}
      </Link>
    );
  if (kind === "project")
    return (
      <Link to={paths.project} params={{ org, project: id }}>
        {shown}
      </Link>
    );
  return (
    <Link to={paths.conversation} params={{ org, conversation: id }}>
      {shown}
    </Link>
  );
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What else is said of it: no bare ids, what they mean stands in words before. */
function DataWords({ data }: { data: Record<string, unknown> }) {
  const said = Object.entries(data).filter(
    ([, value]) => ["string", "number", "boolean"].includes(typeof value) && value !== "" && !ID.test(String(value)),
  );
  const shown = said
    .map(([name, value]) => `${words(name)}: ${String(value)}`)
    .join(", ")
    .slice(0, 300);
  return shown ? (
    <span style={{ color: "var(--color-text-secondary)" }}>
      <OutsideText text={shown} />
    </span>
  ) : null;
}
