import { Check, CircleAlert, CircleHelp, Minus } from "lucide-react";

import { Button } from "@/components/ui/button";
import { ProblemNotice } from "@/components/ui/notice";
import { OutsideText } from "@/components/ui/outside-text";
import { usePlace } from "@/lib/organization-context";
import type { DiagnosisStep } from "@/types/api";

import { useDiagnosis } from "../api/setup";
import styles from "./setup.module.css";

const NAMES: Record<DiagnosisStep["name"], string> = {
  values: "What has to be entered",
  address: "Address",
  server: "Service",
  sign_in: "Sign-in server",
  client: "Client id and secret",
};
const RESULTS: Record<DiagnosisStep["result"], { words: string; icon: typeof Check; tone: string | undefined }> = {
  passed: { words: "Passed", icon: Check, tone: styles.passed },
  failed: { words: "Failed", icon: CircleAlert, tone: styles.failed },
  unknown: { words: "Could not be told", icon: CircleHelp, tone: styles.faint },
  not_needed: { words: "Not needed", icon: Minus, tone: styles.faint },
  not_reached: { words: "Not reached", icon: Minus, tone: styles.faint },
};

/** Tries what is saved at the service itself, and says of each step how it went. */
export function Diagnosis({ connector }: { connector: string }) {
  const { org } = usePlace();
  const { mutate, isPending, data, error } = useDiagnosis(org, connector);
  return (
    <>
      <div>
        <Button busy={isPending} onClick={() => mutate()}>
          {isPending ? "Asking the service" : "Test it"}
        </Button>
      </div>
      <ProblemNotice error={error} />
      <div role="status">
        {data && (
          <>
            <ul className={styles.checks}>
              {data.steps.map((step) => (
                <Line key={step.name} step={step} />
              ))}
            </ul>
            <p>{data.passed ? passed(data.required) : "Mend what failed, save, and test again."}</p>
          </>
        )}
      </div>
    </>
  );
}

const passed = (required: boolean) =>
  required
    ? "It passed. The operator’s own values become available when the operator tests them."
    : "It passed: members can connect now.";

function Line({ step }: { step: DiagnosisStep }) {
  const { words, icon: Icon, tone } = RESULTS[step.result];
  return (
    <li>
      <Icon size={18} aria-hidden className={tone} />
      <span>
        <b>{NAMES[step.name]}</b> · {words}
        {step.words && (
          <>
            {". "}
            <OutsideText text={step.words} kind="text" />
          </>
        )}
        {step.todo && (
          <>
            {" "}
            <span className={styles.todo}>{step.todo}</span>
          </>
        )}
      </span>
    </li>
  );
}
