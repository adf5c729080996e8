import { useParams, useRouterState } from "@tanstack/react-router";
import { Menu as MenuIcon } from "lucide-react";

import { Button } from "@/components/ui/button";
import { useNarrow } from "@/lib/use-media";

import styles from "./layout.module.css";

/** The way to the sidebar on a phone; chats have it in their own header. Without `onOpen` it only keeps its place. */
export function MenuBar({ onOpen }: { onOpen?: () => void }) {
  const { org = "" } = useParams({ strict: false });
  const narrow = useNarrow();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (!narrow || path.includes("/c/") || path === `/o/${org}`) return null;
  return (
    <div className={styles.bar}>
      <Button variant="ghost" icon aria-label="Menu" disabled={!onOpen} onClick={onOpen}>
        <MenuIcon size={16} aria-hidden />
      </Button>
    </div>
  );
}
