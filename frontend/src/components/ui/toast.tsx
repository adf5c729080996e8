import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

import styles from "./toast.module.css";

const SECONDS = 7;
const Say = createContext<(words: string) => void>(() => undefined);

/** Says something short that needs no answer. */
export const useToast = () => useContext(Say);

export function Toasts({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ id: number; words: string }[]>([]);
  const dismiss = useCallback((id: number) => setSaid((all) => all.filter((toast) => toast.id !== id)), []);
  const say = useCallback(
    (words: string) => {
      const id = Date.now() + Math.random();
      setSaid((all) => [...all.slice(-2), { id, words }]);
      setTimeout(() => dismiss(id), SECONDS * 1000);
    },
    [dismiss],
  );
  return (
    <Say.Provider value={say}>
      {children}
      <div className={styles.region} role="status">
        {said.map((toast) => (
          <div key={toast.id} className={styles.toast}>
            {toast.words}
            <button type="button" aria-label="Dismiss" onClick={() => dismiss(toast.id)}>
              <X size={14} aria-hidden />
            </button>
          </div>
        ))}
      </div>
    </Say.Provider>
  );
}
