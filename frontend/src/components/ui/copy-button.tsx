import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { Button } from "./button";
import styles from "./copy-button.module.css";

/** How long it stays "Copied". */
const MILLISECONDS = 3000;
const FAILED = "That did not work. Select it and copy it yourself.";

interface Props {
  text: string;
  /** What is copied: "Copy token". */
  label: string;
  /** Without words, where there is no room for them. */
  bare?: boolean;
}

/** Copies a text and says so: on itself, and to screen readers. */
export function CopyButton({ text, label, bare }: Props) {
  const [copied, setCopied] = useState<string | null>(null);
  const [lost, setLost] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), MILLISECONDS);
    return () => clearTimeout(timer);
  }, [copied]);
  // Another text in the same place is neither copied nor lost yet.
  const [done, failed] = [copied === text, lost === text];
  const copy = async () => {
    const written = await write(text);
    setLost(written ? null : text);
    setCopied(written ? text : null);
  };
  return (
    <>
      <Button small icon={bare} variant={bare ? "ghost" : "plain"} aria-label={label} onClick={() => void copy()}>
        {done ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
        {!bare && (done ? "Copied" : "Copy")}
      </Button>
      <span role="status" className={failed ? styles.said : "visually-hidden"}>
        {failed ? FAILED : done && "Copied"}
      </span>
    </>
  );
}

/** Whether the clipboard took it; over plain http a browser has none. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
