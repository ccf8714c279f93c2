/**
 * Builds dist from src: every layer by the TypeScript compiler, then, by Vite, the page and that of a recording into dist/page, and
 * the module of the notebooks' widgets into dist/notebook. The new page takes the old one's place only when it is whole, so that a
 * server that runs from dist never serves half of it.
 */
import { execFileSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const home = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const page = join(home, "dist/page");
const fresh = `${page}.${process.pid}`;
const old = `${page}.old.${process.pid}`;

const run = (packageName, bin, ...args) => {
  const root = dirname(require.resolve(`${packageName}/package.json`));
  // Whoever builds, a test too, builds the same.
  const env = { ...process.env, NODE_ENV: "production" };
  execFileSync(process.execPath, [join(root, bin), ...args], { cwd: home, stdio: "inherit", env });
};

try {
  run("typescript", "bin/tsc", "-b", "src/cli", "src/notebook");
  const bundle = (config, ...args) => {
    run("vite", "bin/vite.js", "build", "--config", config, "--logLevel", "warn", ...args);
  };
  for (const config of ["vite.config.ts", "vite.replay.config.ts"]) bundle(config, "--outDir", fresh);
  bundle("vite.notebook.config.ts");
  if (existsSync(page)) renameSync(page, old);
  renameSync(fresh, page);
} catch (error) {
  process.exitCode = error.status ?? 1;
  if (error.status === undefined) throw error;
} finally {
  for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
}
