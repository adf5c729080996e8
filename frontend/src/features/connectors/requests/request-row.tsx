import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { OutsideText } from "@/components/ui/outside-text";
import { ago } from "@/lib/format";
import { visible } from "@/lib/outside-text";
import type { ConnectorRequest } from "@/types/api";

import styles from "./requests.module.css";

interface Props {
  request: ConnectorRequest;
  approving: boolean;
  onApprove: () => void;
  onDismiss: () => void;
}

/** Who asks, for what, why and since when; why it cannot be enabled, where that is so. */
export function RequestRow({ request, approving, onApprove, onDismiss }: Props) {
  const { listing, member, actions } = request;
  const of = `${visible(listing.name)} for ${visible(member.name)}`;
  return (
    <div className={styles.row}>
      <Mark name={listing.name} color={listing.color} src={listing.icon_url} />
      <div className={styles.words}>
        <b>
          <OutsideText text={listing.name} />
        </b>
        <div className={styles.sub}>
          <OutsideText text={member.name} /> · <time dateTime={request.created_at}>{ago(request.created_at)}</time>
        </div>
        <p className={styles.reason}>
          <OutsideText text={request.reason} kind="text" block />
        </p>
        {!actions.approve.allowed && <p className={styles.sub}>{visible(actions.approve.reason)}</p>}
      </div>
      <div className={styles.actions}>
        {actions.approve.allowed && (
          <Button small variant="primary" busy={approving} onClick={onApprove} aria-label={`Approve ${of}`}>
            Approve
          </Button>
        )}
        {actions.dismiss.allowed && (
          <Button small onClick={onDismiss} aria-label={`Dismiss ${of}`}>
            Dismiss
          </Button>
        )}
      </div>
    </div>
  );
}
