import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { Card, formClass, Row, Section } from "@/components/ui/page";
import { Switch } from "@/components/ui/switch";
import { words } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { OrganizationSettings } from "@/types/api";

import { useChangeOrganization } from "../api/organization";

const SETTINGS: { name: keyof OrganizationSettings; title: string; sub: string }[] = [
  {
    name: "organization_shares",
    title: "Share links inside the organization",
    sub: "Chats with connector content are shown without what tools were sent and answered.",
  },
  {
    name: "external_sharing",
    title: "Share links for anyone",
    sub: "Only chats without connector content, whatever stands here.",
  },
  {
    name: "public_projects",
    title: "Public projects",
    sub: "Off makes all public projects private; allowing them again does not bring that back.",
  },
  {
    name: "connectors_in_shared_projects",
    title: "Connectors in private projects with several members",
    sub: "Each member’s turns then use only that member’s own accounts.",
  },
];

/** The organization's name, plan, and what it allows. */
export function OrganizationForm() {
  const { org, organization } = usePlace();
  const [name, setName] = useState(organization.name);
  const change = useChangeOrganization(org);
  const may = organization.permissions.manage_organization;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ name: name.trim() });
  };
  return (
    <>
      {!may.allowed && <Notice>{may.reason}</Notice>}
      <ProblemNotice error={change.error} />
      <Section title="General">
        <form className={formClass} onSubmit={submit}>
          <TextField
            label="Name"
            value={name}
            required
            maxLength={120}
            disabled={!may.allowed}
            onChange={(event) => setName(event.target.value)}
          />
          <p>
            Plan: {words(organization.plan)}
            {organization.country && `, ${organization.country}`}. An operator sets{" "}
            {organization.country ? "both" : "it"}.
          </p>
          {may.allowed && (
            <div>
              <Button
                type="submit"
                disabled={name.trim() === organization.name || !name.trim()}
                busy={change.isPending}
              >
                Save
              </Button>
            </div>
          )}
        </form>
      </Section>
      {!organization.personal && (
        <Section title="Sharing and projects">
          <Card>
            {SETTINGS.map((setting) => (
              <Row key={setting.name} title={setting.title} sub={setting.sub}>
                <Switch
                  label={setting.title}
                  checked={organization.settings[setting.name] ?? false}
                  disabled={!may.allowed || change.isPending}
                  onChange={(on) => change.mutate({ settings: { [setting.name]: on } })}
                />
              </Row>
            ))}
          </Card>
        </Section>
      )}
    </>
  );
}
