import { useParams } from "@tanstack/react-router";

import { useListing } from "@/features/connectors/api/directory";
import { Directory } from "@/features/connectors/directory/directory";
import { ListingScreen } from "@/features/connectors/directory/listing-screen";
import { ListingSkeleton } from "@/features/connectors/directory/listing-skeleton";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

import { DirectoryFrame } from "../frames";
import { ReturnNotice } from "../return-notice";
import { ErrorScreen, NotFoundScreen } from "../screens";
import { useConnectReturn } from "../use-connect-return";

export function DirectoryRoute() {
  useTitle("Connectors");
  return (
    <DirectoryFrame>
      <ReturnNotice />
      <Directory />
    </DirectoryFrame>
  );
}

export function ListingRoute() {
  const { org } = usePlace();
  const { slug = "" } = useParams({ strict: false });
  const { data, error } = useListing(org, slug);
  const { failed } = useConnectReturn(null);
  useTitle(data?.name ?? "Connector");
  if (data) return <ListingScreen listing={data} failed={failed} />;
  if (!error) return <ListingSkeleton org={org} />;
  return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;
}
