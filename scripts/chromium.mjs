// Finds a Chromium for the browser tests; on Debian as root it installs one, elsewhere it says what is missing.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** The path of a Chromium that can be run. Exits with one clear line where there is none and none can be installed. */
export function findChromium() {
  const found = process.env.CHROMIUM || onPath();
  if (found) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.error("agent-town: installing chromium for the browser tests (apt-get install chromium) ...");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"], env });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      stdio: ["ignore", "ignore", "inherit"],
      env,
    });
    const installed = onPath();
    if (installed) return installed;
  }
  console.error(
    "agent-town: the browser tests need Chromium. Install it (Debian, Ubuntu: apt-get install chromium; macOS: brew install chromium) or set CHROMIUM to its path.",
  );
  return process.exit(1);
}

function onPath() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}
