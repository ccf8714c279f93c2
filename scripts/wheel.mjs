#!/usr/bin/env node
// Builds the Python wheel, `npm run wheel`: python/dist/*.whl, the same bytes from the same sources. With `--contents`, only what it
// carries besides Python, which then lies in python/agent_town: the browser module, and the server in one folder.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { findPython } from "./python.mjs";
import { setUp } from "./setup.mjs";

const home = fileURLToPath(new URL("..", import.meta.url));
const carried = join(home, "python/agent_town");

/** The path of the wheel. @throws Error with one line for a person when something can't be built. */
export async function buildWheel() {
  const python = findPython();
  const dist = join(home, "python/dist");
  rmSync(dist, { recursive: true, force: true });
  await buildContents();
  execFileSync(python, ["-m", "hatchling", "build", "--target", "wheel", "--directory", dist], {
    cwd: join(home, "python"),
    stdio: ["ignore", "ignore", "pipe"],
  });
  return join(
    dist,
    readdirSync(dist).find((name) => name.endsWith(".whl")),
  );
}

/** Builds what the wheel carries, if what it is made of has changed. */
export async function buildContents() {
  await setUp();
  const stamp = join(carried, ".stamp");
  const print = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === print) return;
  const server = join(carried, "server");
  for (const old of [server, join(carried, "static")]) rmSync(old, { recursive: true, force: true });
  const bundling = ["build", "--config", join(home, "vite.cli.config.ts"), "--logLevel", "warn"];
  execFileSync(process.execPath, [join(home, "node_modules/vite/bin/vite.js"), ...bundling], {
    cwd: home,
    stdio: ["ignore", "ignore", "inherit"],
  });
  cpSync(join(home, "bin/agent-town.mjs"), join(server, "bin/agent-town.mjs"));
  cpSync(join(home, "dist/page"), join(server, "dist/page"), { recursive: true });
  writeFileSync(join(server, "package.json"), '{ "type": "module" }\n');
  mkdirSync(join(carried, "static"), { recursive: true });
  cpSync(join(home, "dist/notebook/agent-town.js"), join(carried, "static/agent-town.js"));
  writeFileSync(join(carried, "THIRD_PARTY.txt"), thirdParty());
  writeFileSync(stamp, print);
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const path of ["dist/.stamp", "vite.cli.config.ts", "scripts/wheel.mjs", "bin/agent-town.mjs"])
    hash.update(readFileSync(join(home, path)));
  return hash.digest("hex");
}

/** Compiled into the page and the widgets, though this checkout needs them only to build. */
const COMPILED = ["preact", "@preact/signals", "roboto-fontface"];

/** The licences of everything by others that is inside, as they ask for. @throws Error when one has none. */
function thirdParty() {
  const { packages } = JSON.parse(readFileSync(join(home, "package-lock.json"), "utf8"));
  const inside = Object.entries(packages).filter(
    ([path, { dev }]) => path !== "" && (!dev || COMPILED.some((name) => path === `node_modules/${name}`)),
  );
  const parts = inside.map(([path, { version, license }]) => {
    const folder = join(home, path);
    const texts = readdirSync(folder).filter((name) => /^(licen[cs]e|notice)/i.test(name));
    if (texts.length === 0) throw new Error(`${path} has no file of its licence (${license}), which must come along`);
    const text = texts.map((name) => readFileSync(join(folder, name), "utf8").trim()).join("\n\n");
    return `${path.replace(/^.*node_modules\//, "")} ${version} (${license})\n\n${text}\n`;
  });
  return `Agent Town's own licence is in LICENSE. This package carries parts of the following.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

if (pathToFileURL(process.argv[1]).href === import.meta.url) {
  try {
    if (process.argv.includes("--contents")) await buildContents();
    else console.log(await buildWheel());
  } catch (error) {
    console.error(`agent-town: ${error.message}`);
    process.exitCode = 1;
  }
}
