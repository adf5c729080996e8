import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const FEATURES = ["session", "organization", "projects", "connectors", "chat", "sharing"];
const SHARED = ["components", "lib", "config", "types", "styles"];

/** Imports point one way: shared → features → app, and a feature does not know another. */
const zones = [
  ...SHARED.map((folder) => ({
    target: `./src/${folder}`,
    from: ["./src/features", "./src/app"],
    message: "Shared code knows no feature.",
  })),
  { target: "./src/features", from: "./src/app", message: "Features do not know the app around them." },
  ...FEATURES.map((feature) => ({
    target: `./src/features/${feature}`,
    from: "./src/features",
    except: [`./${feature}`],
    message: "A feature does not import another: the app hands it over.",
  })),
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "shots", "src/types/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["src/**/*.{ts,tsx}", "mock/**/*.ts"],
    plugins: { "react-hooks": reactHooks, "import-x": importX },
    languageOptions: { globals: globals.browser },
    settings: {
      "import-x/resolver-next": [
        importX.createNodeResolver({ extensions: [".ts", ".tsx"], alias: { "@": ["./src"] } }),
      ],
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "import-x/no-restricted-paths": ["error", { zones }],
      "import-x/no-cycle": "error",
      "max-lines": ["error", { max: 200, skipBlankLines: true, skipComments: true }],
      eqeqeq: "error",
    },
  },
  { files: ["**/*.mjs", "*.config.*", "mock/**/*.ts"], languageOptions: { globals: globals.node } },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines": "off", "@typescript-eslint/no-non-null-assertion": "off" } },
);
