#!/usr/bin/env node
// Runs every test: sets up what is missing, then Vitest, then pytest, and closes with the one line `N passed, N failed`.
// Arguments go to Vitest, which then is alone: `npm test -- test/sim`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPrograms } from "./programs.mjs";
import { findPython } from "./python.mjs";
import { setUp } from "./setup.mjs";
import { buildContents } from "./wheel.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
await setUp();
const { chromium, natsNewest, natsOlder } = findPrograms();
const python = findPython();
await buildContents();

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

const suites = [
  counted(vitest, () => {
    const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, total: numTotalTests };
  }),
];

if (process.argv.length === 2) {
  const xml = join(scratch, "pytest.xml");
  const pytest = spawnSync(python, ["-m", "pytest", "--quiet", `--junitxml=${xml}`], {
    cwd: join(root, "python"),
    stdio: "inherit",
  });
  suites.push(
    counted(pytest, () => {
      const suite = /<testsuite [^>]*>/.exec(readFileSync(xml, "utf8"))[0];
      const [total, ...lost] = ["tests", "failures", "errors", "skipped"].map((name) =>
        Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)[1]),
      );
      return { passed: total - lost.reduce((sum, count) => sum + count), total };
    }),
  );
}
rmSync(scratch, { recursive: true, force: true });

const sum = (count) => suites.reduce((total, suite) => total + suite[count], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

/** What a suite's report says. A test that was skipped, or never ran because its file did not load, did not pass. */
function counted({ status }, read) {
  try {
    const { passed, total } = read();
    return { passed, failed: status === 0 ? total - passed : Math.max(1, total - passed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
