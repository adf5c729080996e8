import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";

import { OriginBadge } from "@/components/origin-badge";
import { Button, buttonClass } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Empty, Row, Section } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { isOwner, usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Connector } from "@/types/api";

import { useConnectors } from "../api/connectors";
import { attentionWords } from "./account-state";
import { ConnectionList } from "./connection-list";
import { OwnConnectorsSkeleton } from "./own-connectors-skeleton";
import { AddCustomConnector } from "../enabling/add-custom-connector";
import { EnteredClient } from "../enabling/entered-client";
import { KeyHeaders } from "../enabling/key-headers";
import { RefreshTools } from "../tools/refresh-tools";
import { ToolPolicies } from "../tools/tool-policies";
import { LeftOutTools } from "../tools/left-out-tools";
import rows from "../tools/left-out-tools.module.css";
import { ToolReviews } from "../reviews/tool-reviews";
import { SetupPanel } from "../setup/setup-panel";
import { useDetails } from "../enabling/use-details";
import { ToolTime } from "../tools/tool-time";
import { WaitingTools } from "../tools/waiting-tools";

const has = (status: string) => (connector: Connector) => connector.connections.some((one) => one.status === status);
const attention = (connector: Connector) => connector.connections.map(attentionWords).find(Boolean) ?? "";

type Group = "attention" | "connected" | "available";
const GROUPS: Group[] = ["attention", "connected", "available"];

function groupOf(connector: Connector): Group {
  if (attention(connector)) return "attention";
  return has("connected")(connector) ? "connected" : "available";
}

/** One's connectors: what needs attention, what is connected, what could be. */
export function OwnConnectors() {
  const { org, organization } = usePlace();
  const { data, isLoading, error } = useConnectors(org);
  const [held, setHeld] = useState<Record<string, Group | undefined>>({});
  const [closed, setClosed] = useState("");
  if (isLoading) return <OwnConnectorsSkeleton />;
  const all = data ?? [];
  const titles: Record<Group, string> = {
    attention: "Needs attention",
    connected: "Connected",
    available: `Available in ${organization.name}`,
  };
  const groups = GROUPS.map(
    (group) => [titles[group], all.filter((one) => (held[one.id] ?? groupOf(one)) === group)] as const,
  );
  // What one is at work on stays where it is until it is closed.
  const onShown = (one: Connector, open: boolean) => {
    setHeld({ ...held, [one.id]: open ? groupOf(one) : undefined });
    setClosed(open ? "" : one.id);
  };
  return (
    <>
      <ProblemNotice error={error} />
      {data?.length === 0 && (
        <Empty>
          No connector is enabled yet.
          <Link to={paths.directory} params={{ org }} search={{}} className={buttonClass()}>
            Open the directory
          </Link>
          <AddCustomConnector />
        </Empty>
      )}
      {groups.map(
        ([title, connectors]) =>
          connectors.length > 0 && (
            <Section key={title} title={title}>
              <Card>
                {connectors.map((one) => (
                  <OwnConnector
                    key={one.id}
                    connector={one}
                    takesFocus={closed === one.id}
                    onShown={(open) => onShown(one, open)}
                  />
                ))}
              </Card>
            </Section>
          ),
      )}
    </>
  );
}

function stateOf(connector: Connector): string {
  if (has("connected")(connector)) return "Connected";
  return connector.availability.allowed ? "Not connected yet" : connector.availability.reason;
}

interface RowProps {
  connector: Connector;
  /** It was just closed, and may have moved to another group with that. */
  takesFocus: boolean;
  onShown: (open: boolean) => void;
}

function OwnConnector({ connector, takesFocus, onShown }: RowProps) {
  const { role } = usePlace();
  const { open, reviewing, toggle, review } = useDetails(onShown);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus();
  }, [takesFocus]);
  const accounts = connector.connections
    .map((one) => one.account || one.label)
    .filter(Boolean)
    .join(", ");
  return (
    <>
      <Row
        start={<Mark name={connector.name} color={connector.color} src={connector.icon_url} />}
        title={connector.name}
        sub={[accounts || stateOf(connector), attention(connector), connector.host].filter(Boolean).join(" · ")}
      >
        <OriginBadge of={connector} />
        <Button
          ref={button}
          small
          aria-expanded={open}
          aria-label={`${open ? "Close" : "Manage"} ${visible(connector.name)}`}
          onClick={toggle}
        >
          {open ? "Close" : "Manage"}
        </Button>
      </Row>
      <WaitingTools connector={connector} onReview={open ? undefined : review} />
      <div className={rows.below}>
        <LeftOutTools of={connector} />
      </div>
      {open && (
        <div style={{ padding: "4px 12px 16px" }}>
          {isOwner(role) && <ToolReviews connector={connector} takesFocus={reviewing} />}
          <Section title="Accounts">
            <ConnectionList connector={connector} />
          </Section>
          <Section title="Tools" about="What runs by itself, what asks you first, what never runs.">
            <RefreshTools connector={connector} />
            <ToolPolicies connector={connector.id} scope="member" mayMark={connector.custom && isOwner(role)} />
          </Section>
          {isOwner(role) && (
            <Section title="Time" about="For everybody in this organization.">
              <ToolTime connector={connector} />
            </Section>
          )}
          {!connector.custom && isOwner(role) && (
            <Section title="Set up" about="What the service wants before anybody here can sign in.">
              <SetupPanel connector={connector.id} name={connector.name} listing={connector.listing} />
            </Section>
          )}
          {connector.custom && isOwner(role) && (
            <Section title="Sign-in" about="Only if the service cannot register Switchboard by itself.">
              <EnteredClient connector={connector} />
              <KeyHeaders key={JSON.stringify(connector.header_fields)} connector={connector} />
            </Section>
          )}
        </div>
      )}
    </>
  );
}
