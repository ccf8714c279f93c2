#!/usr/bin/env node
// Runs every test: sets up what is missing, then Vitest, and closes with the one line `N passed, N failed`.
// Arguments go to Vitest: `npm test -- test/sim`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPrograms } from "./programs.mjs";
import { setUp } from "./setup.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
await setUp();
const { chromium, natsNewest, natsOlder } = findPrograms();

const scratch = mkdtempSync(join(tmpdir(), "agent-town-test-"));
const report = join(scratch, "report.json");
const vitest = spawnSync(
  process.execPath,
  [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, CHROMIUM: chromium, NATS_SERVER_NEWEST: natsNewest, NATS_SERVER_OLDER: natsOlder },
  },
);

let counts;
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
  // A test that was skipped, or never ran because its file did not load, did not pass.
  counts = {
    passed: numPassedTests,
    failed: numTotalTests - numPassedTests,
    skipped: numPendingTests,
    failing: numFailedTests,
  };
} catch {
  counts = { passed: 0, failed: 1 };
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const broken = vitest.status !== 0 || counts.failed > 0;
console.log(`${counts.passed} passed, ${broken ? Math.max(1, counts.failed) : 0} failed`);
process.exitCode = broken ? 1 : 0;
