import { useRef, useState } from "react";

import { ProblemNotice } from "@/components/ui/notice";
import { Card, Section } from "@/components/ui/page";
import { RowsSkeleton } from "@/components/ui/skeleton";
import { useToast } from "@/components/ui/toast";
import { usePlace } from "@/lib/organization-context";
import { isolated } from "@/lib/outside-text";
import type { ConnectorRequest } from "@/types/api";

import { useCloseRequest, useOpenRequests } from "../api/requests";
import { DismissDialog } from "./dismiss-dialog";
import { RequestRow } from "./request-row";
import styles from "./requests.module.css";

/** What members ask for, and an owner's decision on each. */
export function RequestList() {
  const { org } = usePlace();
  const requests = useOpenRequests(org);
  const approve = useCloseRequest(org);
  const say = useToast();
  const [dismissing, setDismissing] = useState<ConnectorRequest | null>(null);
  // What was decided on is gone, and the focus with it.
  const list = useRef<HTMLDivElement>(null);
  const approved = ({ listing }: ConnectorRequest) => {
    list.current?.focus();
    say(`${isolated(listing.name)} is enabled. Whoever asked for it is told.`);
  };
  return (
    <div ref={list} tabIndex={-1} className={styles.list} role="group" aria-label="Requests">
      <Section title="Requests">
        <ProblemNotice error={requests.error ?? approve.error} />
        {requests.isLoading ? (
          <RowsSkeleton mark rows={1} />
        ) : requests.data?.length ? (
          <Card>
            {requests.data.map((one) => (
              <RequestRow
                key={one.id}
                request={one}
                approving={approve.isPending && approve.variables.request === one.id}
                onApprove={() =>
                  approve.mutate({ request: one.id, status: "approved" }, { onSuccess: () => approved(one) })
                }
                onDismiss={() => setDismissing(one)}
              />
            ))}
          </Card>
        ) : (
          <p>Nobody is asking for a connector.</p>
        )}
      </Section>
      {dismissing && <DismissDialog request={dismissing} returnTo={list} onClose={() => setDismissing(null)} />}
    </div>
  );
}
