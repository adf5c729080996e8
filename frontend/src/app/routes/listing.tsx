import { useParams } from "@tanstack/react-router";

import { useListing } from "@/features/connectors/api/get-listing";
import { ListingScreen } from "@/features/connectors/components/listing-screen";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

import { ErrorScreen, LoadingScreen, NotFoundScreen } from "../screens";
import { useConnectReturn } from "../use-connect-return";

export function ListingRoute() {
  const { org } = usePlace();
  const { slug = "" } = useParams({ strict: false });
  const { data, error } = useListing(org, slug);
  const { failed } = useConnectReturn(null);
  useTitle(data?.name ?? "Connector");
  if (data) return <ListingScreen listing={data} failed={failed} />;
  if (!error) return <LoadingScreen />;
  return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;
}
