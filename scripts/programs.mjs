// Finds the programs that the tests drive as a person would; on Debian as root it installs what is missing, elsewhere it says
// exactly what that is.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { natsServers } from "./nats-server.mjs";
import { onPath } from "./on-path.mjs";

/** How each is found, the Debian package that has it, and how else to come by it. */
const PROGRAMS = {
  chromium: {
    find: () =>
      process.env.CHROMIUM || onPath(["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]),
    package: "chromium",
    elsewhere: "Debian, Ubuntu: apt-get install chromium; macOS: brew install chromium",
    orElse: " or set CHROMIUM to its path",
  },
  curl: { find: () => onPath(["curl"]), package: "curl", elsewhere: "apt-get install curl; brew install curl" },
  python3: {
    find: () =>
      spawnSync("python3", ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).status === 0 || undefined,
    package: "python3",
    elsewhere: "apt-get install python3; brew install python; any from 3.11",
  },
  "python3 -m venv": {
    find: () => spawnSync("python3", ["-c", "import ensurepip"], { stdio: "ignore" }).status === 0 || undefined,
    package: "python3-venv",
    elsewhere: "apt-get install python3-venv",
  },
  tmux: {
    find: () => onPath(["tmux"]),
    package: "tmux",
    elsewhere: "apt-get install tmux; brew install tmux",
  },
  openssl: {
    find: () => onPath(["openssl"]),
    package: "openssl",
    elsewhere: "apt-get install openssl; brew install openssl",
  },
  // Only Linux has the networks of their own that it makes; elsewhere the tests of a cut cable say so.
  ip: {
    find: () => onPath(["ip"]) ?? (process.platform === "linux" ? undefined : "ip"),
    package: "iproute2",
    elsewhere: "apt-get install iproute2",
  },
};

/** The paths that the tests are handed. Exits with one clear line for each program that is missing and can't be installed. */
export function findPrograms() {
  let missing = Object.values(PROGRAMS).filter(({ find }) => find() === undefined);
  if (missing.length > 0 && existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    const packages = missing.map((program) => program.package);
    console.error(`agent-town: installing ${packages.join(", ")} for the tests (apt-get install) ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const quietly = { stdio: ["ignore", "ignore", "inherit"], env };
    spawnSync("apt-get", ["update", "-qq"], quietly);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], quietly);
    missing = missing.filter(({ find }) => find() === undefined);
  }
  for (const [name, program] of Object.entries(PROGRAMS)) {
    if (!missing.includes(program)) continue;
    console.error(`agent-town: the tests need ${name}. Install it (${program.elsewhere})${program.orElse ?? ""}.`);
  }
  const servers = findServers();
  if (missing.length > 0 || !servers) process.exit(1);
  return { chromium: PROGRAMS.chromium.find(), natsNewest: servers.newest, natsOlder: servers.older };
}

function findServers() {
  try {
    return natsServers();
  } catch (error) {
    console.error(`agent-town: the tests need two nats-servers, and ${error.message}`);
    return undefined;
  }
}
