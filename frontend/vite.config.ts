import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The build that Django serves: django-vite reads dist/.vite/manifest.json, WhiteNoise the files. */
export default defineConfig({
  base: "/static/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    manifest: true,
    outDir: "dist",
    // light-dark() in the tokens stays as it is: these understand it.
    cssTarget: ["chrome123", "firefox128", "safari17.5"],
    target: ["chrome123", "firefox128", "safari17.5"],
    // The policy of the page allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: "src/main.tsx" },
  },
});
