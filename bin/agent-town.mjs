#!/usr/bin/env node
/**
 * The door of the house. In a source checkout it first makes sure that the dependencies are installed and that what is
 * built is built from the present sources (`scripts/setup.mjs`); in an installed package there is nothing to do but run.
 */
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`agent-town: needs Node 20.19 or newer, this is ${process.versions.node}\n`);
  process.exit(1);
}

// Only here, since an older Node could not even parse what follows.
const { existsSync } = await import("node:fs");
const setup = new URL("../scripts/setup.mjs", import.meta.url);

if (existsSync(setup)) {
  const { setUp } = await import(setup.href);
  try {
    await setUp();
  } catch (error) {
    process.stderr.write(`agent-town: ${error.message}\n`);
    process.exit(1);
  }
}
const { main } = await import(new URL("../dist/src/cli/main.js", import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
