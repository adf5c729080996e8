import { Plus } from "lucide-react";

import { Button } from "@/components/ui/button";

/** The button that opens the dialog for a server of one's own. */
export const AddButton = (props: { disabled?: boolean; onClick?: () => void }) => (
  <Button {...props}>
    <Plus size={16} aria-hidden />
    <span>Add custom connector</span>
  </Button>
);
