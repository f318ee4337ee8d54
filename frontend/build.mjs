// Builds the front end: src/*.js and src/*.css into one script and one style sheet whose names
// carry their digest, each with a gzip twin, and manifest.json from plain to built names.
// Usage: node build.mjs OUTPUT_FOLDER

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ENTRIES = ["src/app.js", "src/app.css"];
const FIRST_LOAD_LIMIT = 120 * 1024;

const output = process.argv[2];
if (!output) {
  console.error("usage: node build.mjs OUTPUT_FOLDER");
  process.exit(2);
}

// Built beside the old files and moved at the end: a failed build leaves the old one serving.
const fresh = `${output}.new`;
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });

const { metafile } = await build({
  entryPoints: ENTRIES,
  outdir: fresh,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const manifest = {};
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint) manifest[basename(entryPoint)] = basename(path);
}

let firstLoad = 0;
for (const name of readdirSync(fresh)) {
  const packed = gzipSync(readFileSync(join(fresh, name)), { level: 9 });
  writeFileSync(join(fresh, `${name}.gz`), packed);
  firstLoad += packed.length;
  console.log(`${name}  ${(packed.length / 1024).toFixed(1)} KB compressed`);
}
writeFileSync(join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);

if (firstLoad > FIRST_LOAD_LIMIT) {
  console.error(`first load is ${firstLoad} bytes compressed, the limit is ${FIRST_LOAD_LIMIT}`);
  process.exit(1);
}
rmSync(output, { recursive: true, force: true });
renameSync(fresh, output);
