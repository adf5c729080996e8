import { useParams } from "@tanstack/react-router";

import { MarkdownText } from "@/features/chat/markdown/markdown";
import { useListing } from "@/features/connectors/api/directory";
import { ListingSkeleton } from "@/features/connectors/directory/listing-skeleton";
import { SetUpGuide } from "@/features/connectors/setup/set-up-guide";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

import { ErrorScreen, NotFoundScreen } from "../screens";

export function ListingSetupRoute() {
  const { org } = usePlace();
  const { slug = "" } = useParams({ strict: false });
  const { data, error } = useListing(org, slug);
  useTitle(data ? `How ${data.name} is set up` : "Connector");
  if (data)
    return <SetUpGuide listing={data}>{data.setup.guide && <MarkdownText text={data.setup.guide} />}</SetUpGuide>;
  if (!error) return <ListingSkeleton org={org} />;
  return error instanceof ApiProblem && error.status === 404 ? <NotFoundScreen /> : <ErrorScreen error={error} />;
}
