import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const FEATURES = ["session", "organization", "projects", "connectors", "chat", "sharing"];
const SHARED = ["components", "lib", "config", "types", "styles"];

/** Imports point one way: shared → features → app, and a feature does not know another. */
const zone = (folder, ...forbidden) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: forbidden.map(([path, message]) => ({ regex: `^(@|(\\.\\./)+)/?${path}(/|$)`, message })) },
    ],
  },
});
const UP = ["app", "Shared code and features do not know the app around them."];
const zones = [
  ...SHARED.map((folder) => zone(folder, UP, ["features", "Shared code knows no feature."])),
  ...FEATURES.map((feature) =>
    zone(`features/${feature}`, UP, [
      `(features/)?(${FEATURES.filter((other) => other !== feature).join("|")})`,
      "A feature does not import another: the app hands it over.",
    ]),
  ),
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "shots", "src/types/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { "react-hooks": reactHooks },
    languageOptions: { globals: globals.browser },
    rules: {
      // The rest of that set is for the React compiler, which this build does not use.
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  ...zones,
  { files: ["**/*.mjs", "*.config.*"], languageOptions: { globals: globals.node } },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "off" } },
);
