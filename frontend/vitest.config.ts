import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// A document of its own for each file, on libraries that each worker loads once: a third of the time of a process.
const SHARED = { pool: "vmThreads" } as const;
// There nobody can take the place of `location`: files that do have a process each.
const LEAVING = globSync("src/**/*.test.{ts,tsx}").filter((file) =>
  readFileSync(file, "utf8").includes('stubGlobal("location"'),
);
const SCREENS = { environment: "jsdom", setupFiles: ["src/testing/streams.ts", "src/testing/setup.ts"] };
// Most of the time went into making documents for tests that need none.
const RULES = { environment: "node", setupFiles: ["src/testing/streams.ts"] };

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    globals: false,
    css: { modules: { classNameStrategy: "non-scoped" } },
    testTimeout: 15_000,
    // Unasked it leaves one processor free, which is half of the machine where there are two.
    maxWorkers: "100%",
    projects: [
      {
        extends: true,
        test: { ...SHARED, ...SCREENS, name: "screens", include: ["src/**/*.test.tsx"], exclude: LEAVING },
      },
      {
        extends: true,
        test: { ...SHARED, ...RULES, name: "rules", include: ["src/**/*.test.ts"], exclude: LEAVING },
      },
      { extends: true, test: { ...SCREENS, name: "leaving", include: LEAVING } },
    ],
  },
});
