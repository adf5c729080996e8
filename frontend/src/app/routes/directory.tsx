import { Page } from "@/components/ui/page";
import { Directory } from "@/features/connectors/components/directory";
import { ReviewHint } from "@/features/connectors/components/review-hint";
import { useTitle } from "@/lib/use-title";

import { ReturnNotice } from "../return-notice";
import styles from "../layout.module.css";

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
