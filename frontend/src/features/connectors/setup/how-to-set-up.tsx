import { OutsideText } from "@/components/ui/outside-text";

import styles from "./setup.module.css";

/** How one gets what has to be entered, in steps, and where. */
export function HowToSetUp({ steps, url }: { steps: string[]; url: string }) {
  const linked = url.startsWith("https://");
  if (!steps.length && !linked) return null;
  return (
    <>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>
            <OutsideText text={step} kind="text" />
          </li>
        ))}
      </ol>
      {linked && (
        <a href={url} target="_blank" rel="noopener noreferrer">
          Where the service gives it
        </a>
      )}
    </>
  );
}
