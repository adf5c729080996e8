import { Link } from "@tanstack/react-router";
import { Lock, Menu as MenuIcon, Users } from "lucide-react";
import { type ReactNode, useContext } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { OutsideText } from "@/components/ui/outside-text";
import { paths } from "@/config/paths";
import { usePlace } from "@/lib/organization-context";
import type { Visibility } from "@/types/api";

import styles from "./chat-screen.module.css";
import { OpenDrawer } from "./drawer";

interface Props {
  title: string;
  project: { id: string; name: string; visibility: Visibility } | null;
  children?: ReactNode;
}

/** What this conversation is called, where it lies, and whom one can show it. */
export function ChatHeader({ title, project, children }: Props) {
  const { org } = usePlace();
  const openDrawer = useContext(OpenDrawer);
  const Icon = project?.visibility === "private" ? Lock : Users;
  return (
    <header className={styles.head}>
      {openDrawer && (
        <Button variant="ghost" icon aria-label="Menu" onClick={openDrawer}>
          <MenuIcon size={16} aria-hidden />
        </Button>
      )}
      <h1>
        <OutsideText text={title} block />
      </h1>
      {project && (
        <Link to={paths.project} params={{ org, project: project.id }}>
          <Badge>
            <Icon size={13} aria-label={project.visibility === "private" ? "Private project" : "Public project"} />
            <OutsideText text={project.name} />
          </Badge>
        </Link>
      )}
      <span className={styles.end}>{children}</span>
    </header>
  );
}
