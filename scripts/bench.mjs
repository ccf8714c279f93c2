#!/usr/bin/env node
// Runs the benchmarks, or those whose names contain an argument: `npm run bench -- percolation`.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setUp } from "./setup.mjs";

await setUp();
const root = fileURLToPath(new URL("..", import.meta.url));
spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-b", `${root}bench`], { stdio: "inherit" });
const folder = `${root}dist/bench/`;
const wanted = process.argv.slice(2);
const files = readdirSync(folder).filter(
  (name) => name.endsWith(".bench.js") && (wanted.length === 0 || wanted.some((word) => name.includes(word))),
);
if (files.length === 0) {
  console.error(
    `agent-town: no benchmark is called ${wanted.join(" or ")}; there are ${readdirSync(folder)
      .filter((name) => name.endsWith(".bench.js"))
      .join(", ")}`,
  );
  process.exit(2);
}
for (const file of files) {
  console.log(`\n${file.replace(".bench.js", "")}`);
  const { status } = spawnSync(process.execPath, [folder + file], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
