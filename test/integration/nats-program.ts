import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The newest server that Debian offers, and an older one that people still run. */
export type NatsVersion = "newest" | "older";

/**
 * The path of that nats-server: what `NATS_SERVER_NEWEST` or `NATS_SERVER_OLDER` names (`npm test` sets them), else the
 * last or the first version that an earlier set-up left in `.cache/nats-server/<version>/`.
 * @throws Error that says how to come by them.
 */
export function natsProgram(version: NatsVersion): string {
  const variable = version === "newest" ? "NATS_SERVER_NEWEST" : "NATS_SERVER_OLDER";
  const named = process.env[variable];
  if (named) return named;
  const cache = join(root(), ".cache/nats-server");
  const versions = (existsSync(cache) ? readdirSync(cache) : [])
    .filter((name) => existsSync(join(cache, name, "nats-server")))
    .sort(byVersion);
  const found = version === "newest" ? versions.at(-1) : versions.length > 1 ? versions[0] : undefined;
  if (found) return join(cache, found, "nats-server");
  throw new Error(
    `no ${version} nats-server in .cache/nats-server (there: ${versions.join(", ") || "none"}): ` +
      `run \`npm test\` once, which fetches two, or set ${variable} to the path of one`,
  );
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const at = left.findIndex((number, i) => number !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}

/** The checkout, also for a bench that runs compiled in `dist`. */
function root(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}
