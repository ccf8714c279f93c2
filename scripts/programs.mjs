// Finds the programs that the tests drive as a person would; on Debian as root it installs what is missing, elsewhere it says
// exactly what that is.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What each is called on the path, the Debian package that has it, and how else to come by it. */
const PROGRAMS = {
  chromium: {
    names: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    variable: "CHROMIUM",
    elsewhere: "Debian, Ubuntu: apt-get install chromium; macOS: brew install chromium",
  },
  curl: { names: ["curl"], elsewhere: "apt-get install curl; brew install curl" },
  python3: { names: ["python3"], elsewhere: "apt-get install python3; brew install python; any from 3.8" },
};

/** The paths of all of them by name. Exits with one clear line for each that is missing and can't be installed. */
export function findPrograms() {
  let missing = Object.keys(PROGRAMS).filter((name) => find(name) === undefined);
  if (missing.length > 0 && existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.error(`agent-town: installing ${missing.join(", ")} for the tests (apt-get install) ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const quietly = { stdio: ["ignore", "ignore", "inherit"], env };
    spawnSync("apt-get", ["update", "-qq"], quietly);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], quietly);
    missing = missing.filter((name) => find(name) === undefined);
  }
  for (const name of missing) {
    const { elsewhere, variable } = PROGRAMS[name];
    const byPath = variable ? ` or set ${variable} to its path` : "";
    console.error(`agent-town: the tests need ${name}. Install it (${elsewhere})${byPath}.`);
  }
  if (missing.length > 0) process.exit(1);
  return Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, find(name)]));
}

function find(name) {
  const { names, variable } = PROGRAMS[name];
  return (variable && process.env[variable]) || onPath(names);
}

function onPath(names) {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) {
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
