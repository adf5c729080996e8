import { readdirSync } from "node:fs";

import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const FEATURES = readdirSync(new URL("./src/features", import.meta.url));
const WORDS = ["lib", "config", "types", "styles"];

/** Code in `folder` may not import what lies below these folders of src: neither by name, nor by way of "..", nor lazily. */
const zone = (folder, forbidden) => {
  const addresses = forbidden.map(([path, message]) => ({ regex: `^(@|(\\.{1,2}/)+)/?${path}(/|$)`, message }));
  return {
    files: [`src/${folder}/**/*.{ts,tsx}`],
    rules: {
      "no-restricted-imports": ["error", { patterns: addresses }],
      "no-restricted-syntax": [
        "error",
        ...addresses.map(({ regex, message }) => ({
          selector: `ImportExpression[source.value=/${regex.replaceAll("/", "\\/")}/]`,
          message,
        })),
      ],
    },
  };
};

/** Imports point one way: lib ← components ← features ← app, and a feature does not know another. */
const APP = ["app", "Shared code and features do not know the app around them."];
const ANY_FEATURE = ["features", "Shared code knows no feature."];
const COMPONENTS = ["components", "What has no look does not know what has one."];
const others = (feature) => FEATURES.filter((other) => other !== feature).join("|");
const zones = [
  ...WORDS.map((folder) => zone(folder, [APP, ANY_FEATURE, COMPONENTS])),
  zone("components", [APP, ANY_FEATURE]),
  ...FEATURES.map((feature) =>
    zone(`features/${feature}`, [
      APP,
      [`features/(${others(feature)})`, "A feature does not import another: the app hands it over."],
      [`(${others(feature)})`, "A feature does not import another: the app hands it over."],
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
  // A component is as long as its markup; every other function fits what a reader keeps in mind.
  {
    files: ["src/**/*.ts"],
    rules: { "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }] },
  },
  ...zones,
  { files: ["**/*.mjs", "*.config.*"], languageOptions: { globals: globals.node } },
  {
    files: ["**/*.test.{ts,tsx}"],
    rules: { "max-lines": "off", "max-lines-per-function": "off", "@typescript-eslint/no-non-null-assertion": "off" },
  },
);
