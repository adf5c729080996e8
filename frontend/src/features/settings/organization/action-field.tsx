import { SelectField } from "@/components/ui/field";

import { actionWords } from "./action-words";
import actions from "./audit-actions.json";

/** Which of all that can happen is shown. */
export const ActionField = ({ value, onChange }: { value: string; onChange: (action: string) => void }) => (
  <SelectField label="Action" value={value} onChange={(event) => onChange(event.target.value)}>
    <option value="">All actions</option>
    {actions.map((one) => (
      <option key={one} value={one}>
        {actionWords(one)}
      </option>
    ))}
  </SelectField>
);
