// Prints gzipped sizes of what every page loads and fails above the budgets;
// the measure is a resident on a weak connection: 20 kB of styles, 25 kB of script.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgets = { "ratusz.css": 20_000, "ratusz.js": 25_000 };

for (const [file, budget] of Object.entries(budgets)) {
  const size = gzipSync(readFileSync(new URL(`dist/${file}`, import.meta.url)), { level: 9 }).length;
  console.log(`${file}: ${size} B gzip (budget ${budget} B)`);
  if (size > budget) {
    console.error(`${file} is ${size - budget} B above its budget`);
    process.exitCode = 1;
  }
}
