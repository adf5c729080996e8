import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { CheckField } from "@/components/ui/field";
import { ProblemNotice } from "@/components/ui/notice";
import { Card, Row } from "@/components/ui/page";
import { ago } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import type { Connector } from "@/types/api";

import { ConsentDialog } from "./consent-dialog";
import { useConsent, useWithdrawConsent } from "../api/consent";

/** One's consent to reading health records: what it is for, and how to change or withdraw it. */
export function ConsentGiven({ connector }: { connector: Connector }) {
  const { org } = usePlace();
  const { data } = useConsent(org, connector.id);
  const [open, setOpen] = useState<"change" | "withdraw" | null>(null);
  const close = () => setOpen(null);
  if (!data?.given) return null;
  const labels = data.categories.filter(({ name }) => data.given?.categories.includes(name)).map(({ label }) => label);
  return (
    <div style={{ width: "100%" }}>
      <Card>
        <Row title={`You agreed ${ago(data.given.given_at)}`} sub={labels.join(", ")}>
          <Button small onClick={() => setOpen("change")}>
            Change
          </Button>
          <Button small variant="danger" onClick={() => setOpen("withdraw")}>
            Withdraw
          </Button>
        </Row>
      </Card>
      <p style={{ marginTop: 6, fontSize: 12, color: "var(--color-text-tertiary)" }}>{data.notice}</p>
      {open === "change" && (
        <ConsentDialog
          connector={connector.id}
          name={connector.name}
          title={`Change what ${connector.name} may read`}
          hint="Choosing less disconnects your account there at once. For more, sign in again afterwards."
          next="Agree"
          onGiven={close}
          onClose={close}
        />
      )}
      {open === "withdraw" && <WithdrawDialog connector={connector} onClose={close} />}
    </div>
  );
}

function WithdrawDialog({ connector, onClose }: { connector: Connector; onClose: () => void }) {
  const { org } = usePlace();
  const withdraw = useWithdrawConsent(org, connector.id);
  const [withChats, setWithChats] = useState(false);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Withdraw your consent for ${connector.name}?`}
      about="At once, your accounts there are disconnected; their access is revoked and deleted here."
      actions={
        <>
          <Button
            variant="danger"
            busy={withdraw.isPending}
            onClick={() => withdraw.mutate({ withChats }, { onSuccess: onClose })}
          >
            Withdraw
          </Button>
          <Button variant="ghost" onClick={onClose}>
            Keep
          </Button>
        </>
      }
    >
      <CheckField
        label="Also delete my chats that hold such content"
        hint="Otherwise they stay in your list, for you alone."
        checked={withChats}
        onChange={setWithChats}
      />
      <ProblemNotice error={withdraw.error} />
    </Dialog>
  );
}
