/**
 * Makes a source checkout ready to run: dependencies as package-lock.json says, dist built from the present sources.
 * When all is ready it costs a few milliseconds and says nothing; what it says goes to stderr, since stdout is the command's.
 * Several processes may call it at once: one works, the others wait.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const HOME = fileURLToPath(new URL("..", import.meta.url));
const STAMP = join(HOME, "dist/.stamp");

/** What the build reads: a change in any of these makes dist out of date. */
const SOURCES = [
  "src",
  "package-lock.json",
  "tsconfig.base.json",
  "vite.config.ts",
  "vite.replay.config.ts",
  "vite.notebook.config.ts",
  "scripts/build.mjs",
];

/** @throws Error with one line for a person when installing or building failed. */
export async function setUp() {
  if (isReady()) return;
  await withLock(async () => {
    const stale = !isBuilt();
    if (!isInstalled({ dev: stale })) await step("installing dependencies", "npm", ["ci", "--no-audit", "--no-fund"]);
    if (!stale) return;
    const print = fingerprint();
    await step("building", process.execPath, [join(HOME, "scripts/build.mjs")]);
    // The print of what was there when the build began: sources edited during the build are built again next time.
    writeFileSync(STAMP, print);
  });
}

function isReady() {
  return isBuilt() && isInstalled({ dev: false });
}

function isBuilt() {
  const made = [
    STAMP,
    join(HOME, "dist/src/cli/main.js"),
    join(HOME, "dist/page/index.html"),
    join(HOME, "dist/notebook/agent-town.js"),
  ];
  return made.every((path) => existsSync(path)) && readFileSync(STAMP, "utf8") === fingerprint();
}

/** Path, size and time of every source file, hashed. */
function fingerprint() {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(join(HOME, path), { throwIfNoEntry: false });
    if (stat?.isDirectory()) for (const name of readdirSync(join(HOME, path)).sort()) visit(`${path}/${name}`);
    else if (stat) hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  SOURCES.forEach(visit);
  return hash.digest("hex");
}

/** Whether node_modules holds every package of the lock file in its version; development ones only when they are needed. */
function isInstalled({ dev }) {
  const present = readPackages("node_modules/.package-lock.json");
  if (!present) return false;
  return Object.entries(readPackages("package-lock.json")).every(
    ([path, wanted]) =>
      path === "" ||
      wanted.optional ||
      wanted.peer ||
      ((wanted.dev || wanted.devOptional) && !dev) ||
      (present[path]?.version === wanted.version && existsSync(join(HOME, path))),
  );
}

function readPackages(path) {
  const file = join(HOME, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

function step(what, command, args) {
  process.stderr.write(`agent-town: ${what} …\n`);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: HOME,
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
    child.on("error", (cause) =>
      reject(new Error(`${what} failed: cannot start ${command}: ${cause.message}`, { cause })),
    );
    child.on("close", (code) => {
      if (code === 0) {
        process.stderr.write(`agent-town: ${what} took ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
        resolve();
      } else {
        process.stderr.write(said);
        reject(new Error(`${what} failed: \`${command} ${args.join(" ")}\` exited with ${code}; its words are above`));
      }
    });
  });
}

const LOCK = join(HOME, ".cache/setup.lock");

/**
 * Runs `work` while this process holds the lock: a directory that comes into being, with its owner's pid inside, by one
 * atomic rename. The lock of a process that has died is taken away.
 */
async function withLock(work) {
  const mine = `${LOCK}.${process.pid}`;
  rmSync(mine, { recursive: true, force: true });
  mkdirSync(mine, { recursive: true });
  writeFileSync(join(mine, "pid"), `${process.pid}`);
  let told = false;
  while (!acquire(mine)) {
    const owner = readOwner();
    if (owner !== undefined && !isAlive(owner)) evict(owner);
    else if (!told) {
      process.stderr.write(
        `agent-town: waiting for process ${owner ?? "?"} to finish setting up (.cache/setup.lock) …\n`,
      );
      told = true;
    }
    await sleep(100);
  }
  const release = () => rmSync(LOCK, { recursive: true, force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

function acquire(mine) {
  try {
    renameSync(mine, LOCK); // fails while LOCK is there, since it is never empty
    return true;
  } catch (error) {
    if (["ENOTEMPTY", "EEXIST", "EPERM"].includes(error.code)) return false;
    throw error;
  }
}

function readOwner() {
  try {
    return Number(readFileSync(join(LOCK, "pid"), "utf8"));
  } catch {
    return undefined; // released in this moment
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Takes a dead owner's lock away, aside first, so that of several who try only one succeeds. */
function evict(owner) {
  const aside = `${LOCK}.dead.${process.pid}`;
  try {
    renameSync(LOCK, aside);
  } catch {
    return; // another was faster
  }
  if (Number(readFileSync(join(aside, "pid"), "utf8")) === owner) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, LOCK); // someone alive took it between our look and our rename
}
