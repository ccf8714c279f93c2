#!/usr/bin/env node
// What must hold of the sources before any test: format, lint (type-aware, with the model's bans), types and layer rules
// (project references), dead code. Runs all of them and fails if one does.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const CHECKS = {
  format: ["oxfmt", "--check", "."],
  types: ["tsc", "-b"],
  lint: ["oxlint"],
  "dead code": ["knip"],
};

let failed = 0;
for (const [name, [tool, ...args]] of Object.entries(CHECKS)) {
  const { status, stdout, stderr } = spawnSync(`${root}node_modules/.bin/${tool}`, args, {
    cwd: root,
    encoding: "utf8",
  });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
  if (status === 0) continue;
  failed++;
  console.log(`${stdout}${stderr}`);
}
process.exitCode = failed === 0 ? 0 : 1;
