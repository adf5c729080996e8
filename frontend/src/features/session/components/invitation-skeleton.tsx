import { Bar, Loading } from "@/components/ui/skeleton";

/** Who invites as what, and the button, before they are known. */
export const InvitationSkeleton = () => (
  <Loading>
    <div style={{ display: "grid", gap: 16 }}>
      <div>
        <Bar line />
        <Bar line width="60%" />
      </div>
      <Bar height={36} />
    </div>
  </Loading>
);
