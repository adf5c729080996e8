import { Segmented } from "@/components/ui/segmented";
import { usePlace } from "@/lib/organization-context";
import type { Visibility } from "@/types/api";

interface Props {
  value: Visibility;
  onChange: (value: Visibility) => void;
  /** Why it cannot be public; "" when it can. */
  publicRefused?: string;
}

/** Private or public, and what that means for connectors. */
export function VisibilityField({ value, onChange, publicRefused = "" }: Props) {
  const { organization } = usePlace();
  return (
    <div style={{ display: "grid", gap: 6, justifyItems: "start" }}>
      <Segmented
        label="Visibility"
        value={value}
        onChange={onChange}
        options={[
          { value: "private", label: "Private" },
          { value: "public", label: "Public", refused: publicRefused },
        ]}
      />
      <span style={{ color: "var(--color-text-secondary)" }}>
        {value === "private"
          ? "Only people you invite. Connectors can be used while nobody else is in it."
          : `Everyone in ${organization.name}. Connectors stay off in its chats.`}
      </span>
      {publicRefused && value === "private" && (
        <span style={{ color: "var(--color-text-tertiary)", fontSize: 12 }}>
          Public is not possible now: {publicRefused}
        </span>
      )}
    </div>
  );
}
