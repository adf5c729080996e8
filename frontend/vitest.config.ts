import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    globals: false,
    css: { modules: { classNameStrategy: "non-scoped" } },
    testTimeout: 15_000,
    // Half of the time went into making documents for tests that need none.
    projects: [
      {
        extends: true,
        test: {
          name: "screens",
          environment: "jsdom",
          setupFiles: ["src/testing/setup.ts"],
          include: ["src/**/*.test.tsx"],
        },
      },
      { extends: true, test: { name: "rules", environment: "node", include: ["src/**/*.test.ts"] } },
    ],
  },
});
