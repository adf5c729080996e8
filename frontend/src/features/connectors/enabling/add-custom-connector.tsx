import { Plus } from "lucide-react";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { usePlace } from "@/lib/organization-context";

import { useConnectorActions } from "../api/connectors";
import { CustomConnectorDialog } from "./custom-connector-dialog";
import styles from "../directory/directory.module.css";

/** Opens the dialog for a server of one's own; where the person may not add one, the reason stands there instead. */
export function AddCustomConnector() {
  const { org } = usePlace();
  const { data, error } = useConnectorActions(org);
  const [adding, setAdding] = useState(false);
  if (!data) return <ProblemNotice error={error} />;
  if (!data.add_custom.allowed) return <p className={styles.by}>Custom connectors: {data.add_custom.reason}</p>;
  return (
    <>
      <Button onClick={() => setAdding(true)}>
        <Plus size={16} aria-hidden />
        Add custom connector
      </Button>
      {adding && <CustomConnectorDialog onClose={() => setAdding(false)} />}
    </>
  );
}
