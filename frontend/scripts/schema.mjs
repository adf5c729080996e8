/**
 * The types of the API, generated from the schema that Django answers.
 * `--check` fails when src/types/schema.d.ts is not what the schema gives now.
 * OPENAPI names a schema file; without it, PYTHON (default: python on the PATH) is asked for one.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import openapiTS, { astToString } from "openapi-typescript";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const target = fileURLToPath(new URL("../src/types/schema.d.ts", import.meta.url));
const HEAD = "// Generated from the OpenAPI schema by `npm run schema`. Do not edit.\n\n";

/** call_command skips the system checks, which would need a running database. */
const ASK = `
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()
from django.core.management import call_command
call_command("spectacular", format="openapi-json", file=sys.argv[1])
`;

function schema() {
  const given = process.env.OPENAPI ?? join(repository, "openapi.json");
  if (existsSync(given)) return readFileSync(given, "utf8");
  const folder = mkdtempSync(join(tmpdir(), "schema-"));
  try {
    const file = join(folder, "openapi.json");
    execFileSync(process.env.PYTHON ?? "python", ["-c", ASK, file], {
      cwd: repository,
      stdio: ["ignore", "ignore", "pipe"],
    });
    return readFileSync(file, "utf8");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wanted = HEAD + astToString(await openapiTS(JSON.parse(schema())));
if (!process.argv.includes("--check")) {
  writeFileSync(target, wanted);
} else if (readFileSync(target, "utf8") !== wanted) {
  console.error("src/types/schema.d.ts is not what the schema gives: run `npm run schema` and commit it.");
  process.exit(1);
}
