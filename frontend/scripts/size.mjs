/** The budget: what the first page loads. Fails when it is over. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMITS = { js: 220 * 1024, css: 20 * 1024 };
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The entry's files and those of everything it imports at once; lazy routes do not count. */
function initialFiles(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  chunk.css?.forEach((file) => seen.add(file));
  chunk.imports?.forEach((next) => initialFiles(next, seen));
  return seen;
}

const files = [...initialFiles("src/main.tsx")];
let over = false;
for (const [kind, limit] of Object.entries(LIMITS)) {
  const bytes = files
    .filter((file) => file.endsWith(`.${kind}`))
    .reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0);
  over ||= bytes > limit;
  console.log(`initial ${kind}: ${(bytes / 1024).toFixed(1)} kB gzip of ${limit / 1024} kB`);
}
process.exit(over ? 1 : 0);
