import { useState } from "react";

import { ProblemNotice } from "@/components/ui/notice";
import { isOwner, usePlace } from "@/lib/organization-context";

import { useConnectorActions } from "../api/connectors";
import { AddButton } from "./add-button";
import { CustomConnectorDialog } from "./custom-connector-dialog";
import styles from "../directory/directory.module.css";

/**
 * Opens the dialog for a server of one's own; where the person may not add one, the reason stands there instead. While
 * that is asked, an owner's button keeps its place.
 */
export function AddCustomConnector() {
  const { org, role } = usePlace();
  const { data, error } = useConnectorActions(org);
  const [adding, setAdding] = useState(false);
  if (error && !data) return <ProblemNotice error={error} />;
  if (!data) return isOwner(role) && <AddButton disabled />;
  if (!data.add_custom.allowed) return <p className={styles.by}>Custom connectors: {data.add_custom.reason}</p>;
  return (
    <>
      <AddButton onClick={() => setAdding(true)} />
      {adding && <CustomConnectorDialog onClose={() => setAdding(false)} />}
    </>
  );
}
