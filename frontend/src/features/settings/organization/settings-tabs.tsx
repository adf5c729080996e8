import { Link } from "@tanstack/react-router";

import { paths } from "@/config/paths";

import styles from "./organization.module.css";

const TABS = [
  ["General", paths.settingsGeneral],
  ["Members", paths.settingsMembers],
  ["Connectors", paths.settingsConnectors],
  ["Audit log", paths.settingsAudit],
] as const;

/** The pages of the organization's settings. */
export function SettingsTabs({ org }: { org: string }) {
  return (
    <nav className={styles.tabs} aria-label="Organization settings">
      {TABS.map(([name, to]) => (
        <Link key={to} to={to} params={{ org }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
