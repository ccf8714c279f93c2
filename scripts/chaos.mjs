#!/usr/bin/env node
// Lets everything go wrong that can, for as long as it is told to, and looks whether anything was lost, doubled or reordered:
// `npm run chaos -- --minutes 30 --seed 1`. The checker and the faults are those of `test/integration/faults`.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { natsServers } from "./nats-server.mjs";
import { setUp } from "./setup.mjs";

const HELP = `Usage: npm run chaos [-- options]

Runs a town in real processes, lets servers, writers and gateways die in an order that the seed decides, and checks what
everybody saw. Ends with 1 when something was lost, doubled or reordered, and prints the evidence.

  --minutes <n>            how long (default: 1)
  --seed <n>               another order of faults (default: 1)
  --server <newest|older>  which nats-server (default: newest)
  --nodes <1|3>            how many of them (default: 1)
`;

// What it has started ends with it.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`agent-town: ${error.message}`);
  process.exitCode = error.code?.startsWith("ERR_PARSE_ARGS") ? 2 : 1;
}

async function main() {
  const { help, minutes, seed, server, nodes } = parseArgs({
    options: {
      minutes: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      server: { type: "string", default: "newest" },
      nodes: { type: "string", default: "1" },
      help: { type: "boolean" },
    },
  }).values;
  if (help) {
    console.log(HELP);
    return 0;
  }
  const wrong =
    (!(Number(minutes) > 0) && `--minutes must be a number above 0, got ${minutes}`) ||
    (!/^\d+$/.test(seed) && `--seed must be a whole number from 0, got ${seed}`) ||
    (!["newest", "older"].includes(server) && `--server must be newest or older, got ${server}`) ||
    (!["1", "3"].includes(nodes) && `--nodes must be 1 or 3, got ${nodes}`);
  if (wrong) {
    console.error(`agent-town: ${wrong}`);
    return 2;
  }
  await setUp();
  const { newest, older } = natsServers();
  Object.assign(process.env, { NATS_SERVER_NEWEST: newest, NATS_SERVER_OLDER: older });
  const { runnerImport } = await import("vite");
  const path = fileURLToPath(new URL("../test/integration/faults/chaos.ts", import.meta.url));
  const { module } = await runnerImport(path, { configFile: false, logLevel: "warn" });
  const { text: report, violations } = await module.chaos({
    seed: Number(seed),
    minutes: Number(minutes),
    version: server,
    nodes: Number(nodes),
    progress: (line) => console.log(line),
  });
  console.log(`\n${report}`);
  return violations.length === 0 ? 0 : 1;
}
