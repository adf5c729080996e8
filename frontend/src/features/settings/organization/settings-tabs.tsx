import { Link } from "@tanstack/react-router";

import { Badge } from "@/components/ui/badge";
import { paths } from "@/config/paths";

import styles from "./organization.module.css";

const TABS = [
  ["General", paths.settingsGeneral],
  ["Members", paths.settingsMembers],
  ["Connectors", paths.settingsConnectors],
  ["Audit log", paths.settingsAudit],
] as const;

/** The pages of the organization's settings; how many requests for connectors wait for an owner. */
export function SettingsTabs({ org, requests = 0 }: { org: string; requests?: number }) {
  return (
    <nav className={styles.tabs} aria-label="Organization settings">
      {TABS.map(([name, to]) => (
        <Link key={to} to={to} params={{ org }}>
          {name}
          {to === paths.settingsConnectors && requests > 0 && (
            <>
              {" "}
              <Badge tone="write">
                {requests}
                <span className="visually-hidden"> {requests === 1 ? "request" : "requests"}</span>
              </Badge>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}
