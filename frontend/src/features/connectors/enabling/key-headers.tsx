import { type FormEvent, useState } from "react";

import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { formClass } from "@/components/ui/page";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import type { Connector, KeyField } from "@/types/api";

import { useChangeConnector } from "../api/connectors";
import { headersIn } from "./headers-in";

/** The headers of a custom connector in which members' own keys go: who has others is asked for them anew. */
export function KeyHeaders({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const change = useChangeConnector(org, connector.id);
  const [typed, setTyped] = useState(() => typedOf(connector.header_fields));
  const fields = change.error instanceof ApiProblem ? change.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ header_fields: headersIn(typed) });
  };
  return (
    <form className={formClass} onSubmit={submit} style={{ marginTop: 16 }}>
      <TextField
        label="Headers for members’ own keys"
        placeholder="X-Api-Key, Authorization: Bearer"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={fields.header_fields}
        hint="Up to four, with commas between them; empty: none. Members who entered keys for other headers are asked for them anew, and theirs are deleted."
      />
      {!fields.header_fields && <ProblemNotice error={change.error} />}
      <div>
        <Button type="submit" small busy={change.isPending} disabled={typed === typedOf(connector.header_fields)}>
          Save headers
        </Button>
      </div>
    </form>
  );
}

/** As one types them. */
const typedOf = (fields: KeyField[]) =>
  fields.map(({ name, prefix }) => (prefix ? `${name}: ${prefix.trim()}` : name)).join(", ");
