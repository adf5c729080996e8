import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { paths } from "@/config/paths";

import styles from "./listing-details.module.css";

/** The way back to the directory, and where one is once that is known. */
export const Crumbs = ({ org, children }: { org: string; children?: ReactNode }) => (
  <nav className={styles.crumbs} aria-label="Path">
    <Link to={paths.directory} params={{ org }} search={{}}>
      Connectors
    </Link>{" "}
    / {children}
  </nav>
);
