#!/usr/bin/env node
// Starts a real nats-server with JetStream on this machine, or a cluster of three, for people who have none; fetches one if need be.
import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, relative, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { natsServer, natsVersion } from "./nats-server.mjs";

const HELP = `Usage: npm run nats [-- options]

Starts nats-server with JetStream on 127.0.0.1 and ends it on Ctrl-C. What it stored stays.

  --nodes <1|3>    3 are a cluster, in which a stream may have three replicas (default: 1)
  --port <port>    the first node's; the others have the next two (default: 4222)
  --store <dir>    where streams are kept (default: .cache/nats/<port>)
  --server <path>  the nats-server to run (default: NATS_SERVER, else the path's, else Debian's newest, fetched once)
  --sync           every append is on the disk before it is acknowledged (nats-server 2.10 or newer)
`;

const HOST = "127.0.0.1";
const READY_MS = 30_000;

class Refusal extends Error {}

const nodes = [];
let ending = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end(0));
// A SIGTERM to npm ends npm and its shell, which don't pass it on.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) setInterval(() => void (process.ppid === parent || end(0)), 500).unref();
process.on("exit", () => nodes.forEach(({ child }) => child.kill("SIGKILL")));

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`agent-town: ${error.message}`);
  await end(error instanceof Refusal ? 2 : 1);
}

async function main(argv) {
  const options = read(argv);
  if (options.help) return process.stdout.write(HELP);
  const version = versionOf(options.server);
  if (options.sync && Number(version.split(".")[1]) < 10 && version.startsWith("2.")) {
    throw new Refusal(`--sync needs nats-server 2.10 or newer, ${String(options.server)} is ${version}`);
  }
  const places = await plan(options);
  for (const place of places) start(place, options, places);
  await Promise.all(places.map(ready));
  if (ending) return;
  const urls = places.map(({ port }) => `nats://${HOST}:${port}`);
  console.log(
    `nats-server ${version}${places.length > 1 ? `, a cluster of ${places.length}` : ""}, stored in ${shown(options.store)}`,
  );
  for (const url of urls) console.log(url);
  console.log(`\n    npm start -- --nats ${urls.join(",")}\n\nCtrl-C ends it; what it stored stays.`);
}

function read(argv) {
  let values;
  try {
    const text = { type: "string" };
    const options = {
      nodes: text,
      port: text,
      store: text,
      server: text,
      sync: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    };
    ({ values } = parseArgs({ args: argv, options }));
  } catch (error) {
    throw new Refusal(`${error.message.split(". ")[0]}; npm run nats -- --help tells the options`);
  }
  const { sync = false, help = false } = values;
  const [nodes, port] = [String(values.nodes ?? "1"), String(values.port ?? "4222")];
  if (help) return { help };
  if (!["1", "3"].includes(nodes)) throw new Refusal(`--nodes must be 1 or 3, got ${nodes}`);
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 61_000) {
    throw new Refusal(`--port must be a whole number from 1 to 61000, got ${port}`);
  }
  const store = resolve(values.store ?? fileURLToPath(new URL(`../.cache/nats/${port}`, import.meta.url)));
  return { count: Number(nodes), port: Number(port), store, server: values.server ?? natsServer(), sync };
}

function versionOf(server) {
  try {
    return natsVersion(server);
  } catch (error) {
    throw new Refusal(error.message, { cause: error });
  }
}

/** Where each node goes. A node's monitoring and its route lie as far from its port as NATS's own defaults (4222, 6222, 8222). */
async function plan({ count, port: first, store }) {
  const places = Array.from({ length: count }, (_, i) => ({
    name: `n${i + 1}`,
    port: first + i,
    route: first + i + 2000,
    monitor: first + i + 4000,
    store: count === 1 ? store : join(store, `n${i + 1}`),
  }));
  for (const { port, route, monitor } of places) {
    for (const wanted of count === 1 ? [port, monitor] : [port, route, monitor]) await mustBeFree(wanted);
  }
  return places;
}

function mustBeFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", ({ code }) => {
      const why = code === "EADDRINUSE" ? "is taken" : `can't be listened on (${code})`;
      reject(new Error(`port ${port} of ${HOST} ${why}: end what listens there, or choose others with --port`));
    });
    probe.listen(port, HOST, () => probe.close(resolve));
  });
}

function start(place, { server, sync }, places) {
  mkdirSync(place.store, { recursive: true });
  const config = join(place.store, "nats-server.conf");
  writeFileSync(config, configuration(place, places, sync));
  const log = join(place.store, "nats-server.log");
  const words = openSync(log, "w");
  const child = spawn(server, ["-c", config], { stdio: ["ignore", words, words] });
  closeSync(words);
  const node = { ...place, child, log, ended: false };
  nodes.push(node);
  node.over = new Promise((resolve) => child.once("exit", resolve).once("error", resolve)).then((code) => {
    node.ended = true;
    if (!ending) lost(node, code);
  });
}

function configuration({ name, port, route, monitor, store }, places, sync) {
  const lines = [
    `server_name: ${name}`,
    `listen: "${HOST}:${port}"`,
    `http: "${HOST}:${monitor}"`,
    "max_payload: 8MB",
    `jetstream { store_dir: ${JSON.stringify(store)}, max_file: 10GB${sync ? ", sync_interval: always" : ""} }`,
  ];
  if (places.length > 1) {
    const routes = places.map((place) => `nats://${HOST}:${place.route}`);
    lines.push(`cluster { name: town, listen: "${HOST}:${route}", routes: ${JSON.stringify(routes)} }`);
  }
  return `${lines.join("\n")}\n`;
}

/** Waits until JetStream answers there: its streams are recovered and a cluster has a leader. */
async function ready({ name, monitor }) {
  const until = performance.now() + READY_MS;
  for (;;) {
    if (ending) return;
    const answer = await fetch(`http://${HOST}:${monitor}/healthz`, { signal: AbortSignal.timeout(1000) }).catch(
      () => undefined,
    );
    if (answer?.ok) return;
    if (performance.now() > until) {
      throw new Error(
        `${name} was not ready within ${READY_MS / 1000} s; ${lastWords(nodes.find((node) => node.name === name))}`,
      );
    }
    await wait(30);
  }
}

/** A cluster lives on without one of its nodes; without any there is nothing left to do. */
function lost(node, code) {
  console.error(
    `agent-town: ${node.name} ended${code === null ? " by a signal" : ` with ${code}`}; ${lastWords(node)}`,
  );
  if (nodes.every(({ ended }) => ended)) void end(1);
}

function lastWords({ log }) {
  return `its last words in ${shown(log)}:\n${readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n")}`;
}

function shown(path) {
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

async function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const { child } of nodes) child.kill("SIGTERM");
  // Whoever does not end by itself is ended by the exit.
  await Promise.race([Promise.all(nodes.map(({ over }) => over)), wait(5000)]);
  process.exit();
}
