import { useParams } from "@tanstack/react-router";

import { Page } from "@/components/ui/page";
import { useListing } from "@/features/connectors/api/directory";
import { Directory } from "@/features/connectors/directory/directory";
import { ListingScreen } from "@/features/connectors/directory/listing-screen";
import { ReviewHint } from "@/features/connectors/reviews/review-hint";
import { usePlace } from "@/lib/organization-context";
import { ApiProblem } from "@/lib/problem";
import { useTitle } from "@/lib/use-title";

import styles from "../layout.module.css";
import { ReturnNotice } from "../return-notice";
import { ErrorScreen, LoadingScreen, NotFoundScreen } from "../screens";
import { useConnectReturn } from "../use-connect-return";

export function DirectoryRoute() {
  useTitle("Connectors");
  return (
    <Page
      title="Connectors"
      about="Bridges to the tools your team uses. You sign in yourself, and see only what your own account may see."
    >
      <ReturnNotice />
      <div className={styles.hint}>
        <ReviewHint />
      </div>
      <Directory />
    </Page>
  );
}

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
