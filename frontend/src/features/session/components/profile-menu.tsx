import { useNavigate } from "@tanstack/react-router";
import { ChevronDown } from "lucide-react";
import { useState } from "react";

import { Badge } from "@/components/ui/badge";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/components/ui/menu";
import { paths } from "@/config/paths";
import { initials, words } from "@/lib/format";
import { usePlace } from "@/lib/organization-context";
import { chooseTheme, chosenTheme, type Theme } from "@/lib/theme";
import type { Membership } from "@/types/api";

import { useSignOut } from "../api/session";
import styles from "./profile-menu.module.css";

const THEMES: Theme[] = ["system", "light", "dark"];

interface Props {
  memberships: Membership[];
  /** For connectors, which wait for this owner in the settings. */
  requests?: number;
}

/** Who one is and where; the way to other organizations, settings, the theme, and out. */
export function ProfileMenu({ memberships, requests = 0 }: Props) {
  const { org, organization, me } = usePlace();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [theme, setTheme] = useState(chosenTheme);
  const show = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  const settings = requests > 0 ? paths.settingsConnectors : paths.settingsGeneral;
  const trigger = (
    <button type="button" className={styles.who}>
      <span className={styles.avatar} aria-hidden>
        {initials(me.name || me.email)}
      </span>
      <span className={styles.words}>
        <b>{me.name || me.email}</b>
        <span>
          {organization.name} · {words(organization.plan)}
        </span>
      </span>
      <span className="visually-hidden">account menu</span>
      {requests > 0 && <RequestBadge count={requests} />}
      <ChevronDown size={14} aria-hidden />
    </button>
  );
  return (
    <Menu trigger={trigger} side="top">
      {memberships.length > 1 && <MenuLabel>Organizations</MenuLabel>}
      {memberships.length > 1 &&
        memberships.map(({ id, organization: one }) => (
          <MenuChoice
            key={id}
            checked={one.slug === org}
            onSelect={() => void navigate({ to: paths.organization, params: { org: one.slug } })}
          >
            {one.name}
          </MenuChoice>
        ))}
      {memberships.length > 1 && <MenuLine />}
      <MenuItem onSelect={() => void navigate({ to: settings, params: { org } })}>
        Organization settings
        {requests > 0 && <RequestBadge count={requests} />}
      </MenuItem>
      <MenuItem onSelect={() => void navigate({ to: paths.customizeConnectors, params: { org } })}>
        Your connectors
      </MenuItem>
      <MenuItem onSelect={() => void navigate({ to: paths.profile })}>Profile and tokens</MenuItem>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map((one) => (
        <MenuChoice key={one} checked={one === theme} onSelect={() => show(one)}>
          {words(one)}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => signOut.mutate()}>Sign out</MenuItem>
    </Menu>
  );
}

/** With a blank before it, so that it is read as words of its own. */
const RequestBadge = ({ count }: { count: number }) => (
  <>
    {" "}
    <Badge tone="write">
      {count}
      <span className="visually-hidden"> {count === 1 ? "request" : "requests"} for connectors</span>
    </Badge>
  </>
);
