import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** `npm run dev` works against a workspace that `make run` started. */
const BACKEND = process.env.BACKEND ?? "http://localhost:8000";
const proxied = ["/api", "/_allauth", "/accounts", "/oauth", "/shared"];

/** Cookie names carry the port, so that two workspaces on one machine do not sign each other out. */
const bootOf = (backend: string): Plugin => ({
  name: "boot-of-the-backend",
  apply: "serve",
  transformIndexHtml: (html) => html.replace('"csrftoken"', `"csrftoken_${new URL(backend).port}"`),
});

/** The build that Django serves: django-vite reads dist/.vite/manifest.json, WhiteNoise the files. */
export default defineConfig(({ command }) => ({
  base: command === "build" ? "/static/" : "/",
  plugins: [react(), bootOf(BACKEND)],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "localhost",
    proxy: Object.fromEntries(
      proxied.map((path) => [path, { target: BACKEND, changeOrigin: true, headers: { origin: BACKEND } }]),
    ),
  },
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
}));
