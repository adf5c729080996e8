import { Link } from "@tanstack/react-router";

import { Button, buttonClass } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { Empty, Page } from "@/components/ui/page";
import { Skeleton } from "@/components/ui/skeleton";
import { paths } from "@/config/paths";
import { asProblem, titleOf } from "@/lib/problem";

/** A screen that could not be shown: what happened in words, and the way on. */
export function ErrorScreen({ error }: { error: unknown }) {
  const problem = asProblem(error);
  return (
    <Page title={titleOf(problem)} narrow>
      <ProblemNotice
        error={problem}
        action={
          <Button small onClick={() => window.location.reload()}>
            Try again
          </Button>
        }
      />
      <p style={{ marginTop: 16 }}>
        <Link to={paths.home}>Back to the workspace</Link>
      </p>
    </Page>
  );
}

export function NotFoundScreen() {
  return (
    <Page title="Nothing is here" narrow>
      <Empty>
        This page does not exist, or you may not see it.
        <Link to={paths.home} className={buttonClass()}>
          Back to the workspace
        </Link>
      </Empty>
    </Page>
  );
}

/** The same where there is no workspace around it. */
export const NoSuchPage = () => (
  <main style={{ height: "100%" }}>
    <NotFoundScreen />
  </main>
);

export function LoadingScreen() {
  return (
    <Page title={null} narrow>
      <Skeleton />
    </Page>
  );
}
