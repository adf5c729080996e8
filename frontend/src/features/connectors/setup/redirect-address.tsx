import { CopyButton } from "@/components/ui/copy-button";

import address from "../tools/tool-policies.module.css";

/** What has to be told the service where one gets a client there. */
export const RedirectAddress = ({ uri }: { uri: string }) => (
  <p className={address.address}>
    Register this address at the service: <code>{uri}</code> <CopyButton text={uri} label="Copy address" />
  </p>
);
