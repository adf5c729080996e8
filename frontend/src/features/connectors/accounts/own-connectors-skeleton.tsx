import { Bar, Loading, RowsSkeleton } from "@/components/ui/skeleton";
import { pageStyles } from "@/components/ui/page";

/** A group of one's connectors before they are known: which groups there will be is not known either. */
export function OwnConnectorsSkeleton() {
  return (
    <section className={pageStyles.section}>
      <Loading>
        <div style={{ padding: "3px 0 11px" }}>
          <Bar width={90} />
        </div>
      </Loading>
      <RowsSkeleton rows={4} mark />
    </section>
  );
}
