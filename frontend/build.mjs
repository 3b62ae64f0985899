// Builds frontend/dist: one stylesheet, one script, the fonts with Polish letters.
import { build, context } from "esbuild";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tokensCss } from "./tokens.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

const tokens = {
  name: "tokens",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^tokens$/ }, () => ({ path: "tokens", namespace: "tokens" }));
    onLoad({ filter: /.*/, namespace: "tokens" }, () => ({ contents: tokensCss, loader: "css" }));
  },
};

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "info",
};

const jobs = [
  {
    ...shared,
    entryPoints: ["css/ratusz.css"],
    outfile: join(dist, "ratusz.css"),
    target: ["chrome115", "firefox115", "safari16.4"],
    external: ["*.woff2"],
    plugins: [tokens],
  },
  {
    ...shared,
    entryPoints: ["src/ratusz.ts"],
    outfile: join(dist, "ratusz.js"),
    format: "iife",
    target: ["es2022"],
  },
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "fonts"), { recursive: true });
const lato = join(dirname(createRequire(import.meta.url).resolve("@fontsource/lato/package.json")), "files");
for (const weight of [400, 700, 900]) {
  for (const subset of ["latin", "latin-ext"]) {
    const file = `lato-${subset}-${weight}-normal.woff2`;
    copyFileSync(join(lato, file), join(dist, "fonts", file));
  }
}

if (process.argv.includes("--watch")) {
  for (const job of jobs) await (await context(job)).watch();
} else {
  await Promise.all(jobs.map(build));
}
