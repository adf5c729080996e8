import { OwnConnectors } from "@/features/connectors/accounts/own-connectors";
import { useTitle } from "@/lib/use-title";

import { OwnConnectorsFrame } from "../frames";
import { ReturnNotice } from "../return-notice";

export function CustomizeConnectorsRoute() {
  useTitle("Your connectors");
  return (
    <OwnConnectorsFrame>
      <ReturnNotice />
      <OwnConnectors />
    </OwnConnectorsFrame>
  );
}
