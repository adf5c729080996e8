import { useState } from "react";

import { OriginBadge } from "@/components/origin-badge";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Mark } from "@/components/ui/mark";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, Row, Section } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { isOwner, usePlace } from "@/lib/organization-context";
import { visible } from "@/lib/outside-text";
import type { Connector } from "@/types/api";

import { useConnectors, useDisableConnector, useEnableConnector } from "../api/connectors";
import { useDirectory } from "../api/directory";
import { ToolReviews } from "../reviews/tool-reviews";
import { LeftOutTools } from "../tools/left-out-tools";
import rows from "../tools/left-out-tools.module.css";
import { ToolPolicies } from "../tools/tool-policies";
import { WaitingTools } from "../tools/waiting-tools";
import { SetupPanel } from "../setup/setup-panel";
import { EnteredClient } from "./entered-client";
import { KeyHeaders } from "./key-headers";
import { useDetails } from "./use-details";

/** What the organization has enabled, with its ceilings, and what it could enable. */
export function EnablementTable() {
  const { org, organization } = usePlace();
  const may = organization.permissions.enable_connectors;
  const connectors = useConnectors(org);
  const listings = useDirectory(org, { state: "not_enabled" });
  const enable = useEnableConnector(org);
  return (
    <>
      {!may.allowed && <Notice>{may.reason}</Notice>}
      <ProblemNotice error={connectors.error ?? enable.error} />
      <Section title="Enabled">
        {connectors.isLoading ? (
          <RowsSkeleton mark />
        ) : connectors.data?.length ? (
          <Card>
            {connectors.data.map((one) => (
              <Enabled key={one.id} connector={one} may={may.allowed} />
            ))}
          </Card>
        ) : (
          <p>None yet.</p>
        )}
      </Section>
      {!connectors.isLoading && listings.data && listings.data.length > 0 && (
        <Section title="In the directory">
          <Card>
            {listings.data.map((listing) => (
              <Row
                key={listing.slug}
                start={<Mark name={listing.name} color={listing.color} src={listing.icon_url} />}
                title={listing.name}
                sub={listing.summary}
              >
                {listing.actions.enable.allowed ? (
                  <Button
                    small
                    busy={enable.isPending && enable.variables === listing.slug}
                    onClick={() => enable.mutate(listing.slug)}
                    aria-label={`Enable ${listing.name}`}
                  >
                    Enable
                  </Button>
                ) : (
                  listing.actions.enable.reason !== may.reason && (
                    <span style={{ color: "var(--color-text-tertiary)" }}>{listing.actions.enable.reason}</span>
                  )
                )}
              </Row>
            ))}
          </Card>
        </Section>
      )}
    </>
  );
}

function Enabled({ connector, may }: { connector: Connector; may: boolean }) {
  const { open, reviewing, toggle, review } = useDetails();
  const [ending, setEnding] = useState(false);
  const { role } = usePlace();
  return (
    <>
      <Row
        start={<Mark name={connector.name} color={connector.color} src={connector.icon_url} />}
        title={connector.name}
        sub={connector.url ?? connector.host}
      >
        <OriginBadge of={connector} />
        {connector.actions.connect.code === "setup_required" && <Badge tone="write">Set up first</Badge>}
        <Button small aria-expanded={open} onClick={toggle} aria-label={`Tools of ${visible(connector.name)}`}>
          Tools
        </Button>
        {may && (
          <Button
            small
            variant="danger"
            onClick={() => setEnding(true)}
            aria-label={`Disable ${visible(connector.name)}`}
          >
            Disable
          </Button>
        )}
      </Row>
      <WaitingTools connector={connector} onReview={open ? undefined : review} />
      <div className={rows.below}>
        <LeftOutTools of={connector} />
      </div>
      {open && (
        <div style={{ padding: "4px 12px 16px" }}>
          {isOwner(role) && <ToolReviews connector={connector} takesFocus={reviewing} />}
          <Section title="Ceiling for everyone" about="The strictest wins: members can be stricter, never looser.">
            <ToolPolicies
              connector={connector.id}
              scope="organization"
              disabled={!may}
              mayMark={may && connector.custom}
            />
          </Section>
          {may && !connector.custom && (
            <Section title="Set up" about="What the service wants before anybody here can sign in.">
              <SetupPanel connector={connector.id} name={connector.name} listing={connector.listing} />
            </Section>
          )}
          {may && connector.custom && (
            <Section title="Sign-in" about="Only if the service cannot register Switchboard by itself.">
              <EnteredClient connector={connector} />
              <KeyHeaders key={JSON.stringify(connector.header_fields)} connector={connector} />
            </Section>
          )}
        </div>
      )}
      {ending && <DisableDialog connector={connector} onClose={() => setEnding(false)} />}
    </>
  );
}

function DisableDialog({ connector, onClose }: { connector: Connector; onClose: () => void }) {
  const { org, organization } = usePlace();
  const disable = useDisableConnector(org);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Disable ${connector.name}?`}
      about={`Nobody in ${organization.name} can use it any more: every connection to it is revoked and deleted, running calls stop. Chats keep what they hold.`}
      actions={
        <>
          <Button
            variant="danger"
            busy={disable.isPending}
            onClick={() => disable.mutate(connector.id, { onSuccess: onClose })}
          >
            Disable
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <ProblemNotice error={disable.error} />
    </Dialog>
  );
}
