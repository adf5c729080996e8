import { Link } from "@tanstack/react-router";

import { buttonClass } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { paths } from "@/config/paths";
import { OwnConnectors } from "@/features/connectors/accounts/own-connectors";
import { usePlace } from "@/lib/organization-context";
import { useTitle } from "@/lib/use-title";

import { ReturnNotice } from "../return-notice";

export function CustomizeConnectorsRoute() {
  const { org } = usePlace();
  useTitle("Your connectors");
  return (
    <Page
      narrow
      title="Your connectors"
      about="Your accounts, and what each tool may do in your chats."
      action={
        <Link to={paths.directory} params={{ org }} search={{}} className={buttonClass()}>
          Browse the directory
        </Link>
      }
    >
      <ReturnNotice />
      <OwnConnectors />
    </Page>
  );
}
