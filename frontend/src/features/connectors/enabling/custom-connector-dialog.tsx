import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";

import { EffectBadge } from "@/components/effect-badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Notice, ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { formClass } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import type { Connector, Tool } from "@/types/api";

import { useAddCustomConnector } from "../api/connectors";
import { LeftOutTools } from "../tools/left-out-tools";
import { countOfTools } from "../tools/tool-levels";
import styles from "../tools/tool-policies.module.css";
import { headersIn } from "./headers-in";

/** What the server showed when it was asked: these versions are accepted, what comes later is not. */
function Added({
  name,
  tools,
  leftOut,
  onDone,
}: {
  name: string;
  tools: Tool[];
  leftOut: Connector["left_out"];
  onDone: () => void;
}) {
  const about =
    tools.length > 0
      ? `It offers ${countOfTools(tools.length)}. Each asks before it runs; what is new or changes later waits for an owner’s review.`
      : "It shows its tools to those who have signed in. Connect an account; then an owner looks at them, and accepts them with one click.";
  return (
    <Dialog
      open
      onOpenChange={onDone}
      title={`${name} is added`}
      about={about}
      actions={
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      }
    >
      {tools.length > 0 && <ToolList tools={tools} />}
      <LeftOutTools of={{ name, left_out: leftOut }} />
    </Dialog>
  );
}

/** A server of one's own: its name and address, with the plain warning before it. */
export function CustomConnectorDialog({ onClose }: { onClose: () => void }) {
  const { org } = usePlace();
  const navigate = useNavigate();
  const [wanted, setWanted] = useState({ name: "", url: "", oauth_client_id: "", oauth_client_secret: "", keys: "" });
  const add = useAddCustomConnector(org);
  const fields = add.error instanceof ApiProblem ? add.error.fields : {};
  const change = (name: keyof typeof wanted) => (event: { target: { value: string } }) =>
    setWanted({ ...wanted, [name]: event.target.value.trimStart() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { oauth_client_id, oauth_client_secret, keys, ...rest } = wanted;
    const header_fields = headersIn(keys);
    const advanced = {
      ...(oauth_client_id && { oauth_client_id }),
      ...(oauth_client_secret && { oauth_client_secret }),
      ...(header_fields.length > 0 && { header_fields }),
    };
    add.mutate({ ...rest, ...advanced });
  };
  const done = () => {
    onClose();
    void navigate({ to: paths.customizeConnectors, params: { org } });
  };
  if (add.data)
    return <Added name={add.data.name} tools={add.data.tools as Tool[]} leftOut={add.data.left_out} onDone={done} />;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Add custom connector"
      about="A server that speaks MCP. Before it is saved, Switchboard checks that it answers."
    >
      <form className={formClass} onSubmit={submit}>
        <Notice tone="warn">
          Nobody has verified this server. It receives what you ask it, and its answers go to the model. Add only
          servers that you trust.
        </Notice>
        <TextField
          label="Name"
          required
          maxLength={100}
          value={wanted.name}
          onChange={change("name")}
          error={fields.name}
        />
        <TextField
          label="Server URL"
          type="url"
          required
          placeholder="https://…"
          value={wanted.url}
          onChange={change("url")}
          error={fields.url}
        />
        <details>
          <summary>Advanced</summary>
          <div className={formClass} style={{ paddingTop: 10 }}>
            <TextField
              label="OAuth client id"
              hint="Only if the server cannot register Switchboard by itself."
              value={wanted.oauth_client_id}
              onChange={change("oauth_client_id")}
              error={fields.oauth_client_id}
            />
            <TextField
              label="OAuth client secret"
              type="password"
              autoComplete="off"
              value={wanted.oauth_client_secret}
              onChange={change("oauth_client_secret")}
              error={fields.oauth_client_secret}
            />
            <TextField
              label="Headers for members’ own keys"
              placeholder="X-Api-Key, Authorization: Bearer"
              hint="Up to four, with commas between them. Each member enters their own keys when they connect."
              value={wanted.keys}
              onChange={change("keys")}
              error={fields.header_fields}
            />
          </div>
        </details>
        {!Object.keys(fields).length && <ProblemNotice error={add.error} />}
        <div style={{ display: "flex", gap: 8 }}>
          <Button type="submit" variant="primary" busy={add.isPending}>
            {add.isPending ? "Checking the server" : "Add connector"}
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Tools as their server describes them, with what each is taken for. */
export function ToolList({ tools }: { tools: Tool[] }) {
  return (
    <ul className={styles.list} tabIndex={0} aria-label="Tools">
      {tools.map((tool) => (
        <li key={tool.name}>
          <span className={styles.words}>
            <b>
              <OutsideText text={tool.title} />
            </b>{" "}
            <code>
              <OutsideText text={tool.name} />
            </code>
            {tool.description && (
              <span className={styles.sub}>
                <OutsideText text={tool.description} kind="text" />
              </span>
            )}
          </span>
          <EffectBadge effect={tool.effect} />
        </li>
      ))}
    </ul>
  );
}
