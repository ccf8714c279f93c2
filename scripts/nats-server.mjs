// Finds a nats-server, or fetches Debian's into .cache/nats-server/<version>/ without touching what the system has installed.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onPath } from "./on-path.mjs";

const CACHE = fileURLToPath(new URL("../.cache/nats-server", import.meta.url));
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const ELSEWHERE =
  "Debian, Ubuntu: apt-get install nats-server; macOS: brew install nats-server; " +
  "any system: https://github.com/nats-io/nats-server/releases";

/**
 * The path of one to run: `NATS_SERVER`, else that of the path, else the newest fetched before, else Debian's newest.
 * @throws Error with what to do when there is none and none can be fetched.
 */
export function natsServer() {
  const found = process.env.NATS_SERVER || onPath(["nats-server"]) || cached().at(-1);
  return found ?? fetched("sid", "Install one", "give its path with --server, or set NATS_SERVER to it.");
}

/**
 * The paths of the two that the tests drive: the newest that Debian offers, and the older one of this system's release.
 * @throws Error as `natsServer` does.
 */
export function natsServers() {
  const both = "Install one and another of an older version";
  const newest =
    process.env.NATS_SERVER_NEWEST || (cached().at(-1) ?? fetched("sid", both, "set NATS_SERVER_NEWEST to its path."));
  const older =
    process.env.NATS_SERVER_OLDER ||
    (cached().length > 1 ? cached()[0] : fetched(release(), both, "set NATS_SERVER_OLDER to its path."));
  return { newest, older };
}

/** As it says itself, `2.15.1`. @throws Error when it is no nats-server that runs here. */
export function natsVersion(path) {
  const { stdout, stderr, error } = spawnSync(path, ["--version"], { encoding: "utf8" });
  const found = /nats-server: v?(\d+\.\d+\.\d+)/.exec(stdout ?? "");
  if (found) return found[1];
  throw new Error(
    `${path} is no nats-server that runs here: ${error?.message ?? (stderr || stdout || "it says nothing").split("\n")[0]}`,
  );
}

/** Those of the cache, oldest version first. */
function cached() {
  if (!existsSync(CACHE)) return [];
  const paths = readdirSync(CACHE)
    .filter((version) => /^\d/.test(version))
    .sort(byVersion)
    .map((version) => join(CACHE, version, "nats-server"));
  return paths.filter((path) => existsSync(path));
}

function byVersion(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** What the release has that this Debian is; of a Debian to be, or of another system, the stable one. */
function release() {
  const system = readFileSync("/etc/os-release", "utf8");
  const said = (key) => new RegExp(`^${key}="?([^"\n]*)`, "m").exec(system)?.[1];
  return said("ID") === "debian" && said("VERSION_ID") ? said("VERSION_CODENAME") : "stable";
}

function fetched(suite, install, orElse) {
  if (!existsSync(KEYRING) || !onPath(["apt-get"]) || !onPath(["dpkg-deb"])) {
    throw new Error(`there is no nats-server. ${install} (${ELSEWHERE}), or ${orElse}`);
  }
  console.error(`agent-town: fetching the nats-server of Debian ${suite} ...`);
  const folder = mkdtempSync(join(tmpdir(), "agent-town-apt-"));
  try {
    return keep(download(folder, suite));
  } catch (error) {
    throw new Error(`${error.message}\n${install} (${ELSEWHERE}), or ${orElse}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program of Debian's package, unpacked in `folder`: by an apt with sources, lists and a cache of its own, which any user may run. */
function download(folder, suite) {
  mkdirSync(join(folder, "lists/partial"), { recursive: true });
  mkdirSync(join(folder, "cache/archives/partial"), { recursive: true });
  writeFileSync(join(folder, "sources.list"), `deb [signed-by=${KEYRING} target=Packages] ${mirror()} ${suite} main\n`);
  const settings = join(folder, "apt.conf");
  writeFileSync(settings, APT_SETTINGS.replaceAll("FOLDER", folder));
  const apt = (...args) => run("apt-get", ["-c", settings, "-qq", ...args], folder);
  apt("update");
  apt("download", "nats-server");
  const archive = readdirSync(folder).find((name) => name.endsWith(".deb"));
  run("dpkg-deb", ["-x", archive, "unpacked"], folder);
  return join(folder, "unpacked/usr/sbin/nats-server");
}

// A mirror and a proxy that the system is set up with still hold; its pins, and what it does after an update, are not for this.
const APT_SETTINGS = `
Dir::Etc::SourceList "FOLDER/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "-";
Dir::State::Lists "FOLDER/lists";
Dir::Cache "FOLDER/cache";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

/** Where this system has its Debian packages from; on another system, Debian's own address. */
function mirror() {
  const { stdout } = spawnSync("apt-get", ["indextargets", "--format", "$(ORIGIN) $(REPO_URI)"], { encoding: "utf8" });
  const known = Array.from((stdout ?? "").matchAll(/^Debian (\S+\/debian)\/?$/gm), ([, uri]) => uri);
  return known[0] ?? "http://deb.debian.org/debian";
}

/** Puts it into the cache. It appears there whole, whoever else does the same at the same time. */
function keep(program) {
  const path = join(CACHE, natsVersion(program), "nats-server");
  mkdirSync(dirname(path), { recursive: true });
  const copy = `${path}.${process.pid}`;
  copyFileSync(program, copy);
  renameSync(copy, path);
  return path;
}

function run(command, args, cwd) {
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return;
  throw new Error(`\`${command} ${args.slice(-2).join(" ")}\` failed: ${error?.message ?? stderr.trim()}`);
}
