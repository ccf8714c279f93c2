// A Python with the packages that tests and examples use, in a virtual environment of this checkout's own (.cache/python). It is
// made when it is missing, or when the pins below have changed; else finding it costs a file's reading.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is installed there: what the package and the notebooks are used with, and what tests, types and builds them. */
const PINS = [
  "altair==6.3.0",
  "anywidget==0.11.0",
  "hatchling==1.33.0",
  "jupyterlab==4.6.6",
  "marimo==0.25.2",
  "matplotlib==3.11.2",
  "mypy==2.4.1",
  "nats-py==2.16.0",
  "pandas==3.1.1",
  "polars==2.1.0",
  "pyarrow==26.0.1",
  "pytest==9.2.0",
  "ruff==0.17.6",
  "traitlets==5.16.1",
];

/** What installs them, in a fifth of pip's time. */
const UV = "uv==0.13.9";

/** Kept beside as wheels: what the package itself needs, and the DataFrames that most would have, for a clean environment. */
const WHEELS = ["anywidget", "polars", "traitlets"];

const HOME = fileURLToPath(new URL("../.cache/python", import.meta.url));
/** What an environment that is as it should be says of itself. */
const RECIPE = `${PINS.join("\n")}\nwheels: ${WHEELS.join(" ")}\n`;

/**
 * The path of the environment's interpreter. Several processes may ask at once: whoever is first moves theirs into place.
 * @throws Error with one line for a person when there is no Python, no venv in it, or pip can't have the packages.
 */
export function findPython() {
  if (!isMade()) make();
  return pythonOf(HOME);
}

function isMade() {
  const pins = join(HOME, "pins");
  // The interpreter is a link: it goes when the Python that made it was removed.
  return existsSync(pins) && readFileSync(pins, "utf8") === RECIPE && existsSync(pythonOf(HOME));
}

function pythonOf(environment) {
  return join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
}

function make() {
  const [fresh, old] = [`${HOME}.${process.pid}`, `${HOME}.old.${process.pid}`];
  mkdirSync(dirname(HOME), { recursive: true });
  try {
    // An environment may be moved as long as it is called by its interpreter, and pip by `-m`.
    step("python3", ["-m", "venv", "--clear", fresh], "on Debian, Ubuntu: apt-get install python3-venv");
    const quietly = ["--quiet", "--disable-pip-version-check", "--no-input"];
    console.error("agent-town: installing the Python packages of the tests and notebooks (.cache/python, 1 GB) ...");
    const pip = (...args) => step(pythonOf(fresh), ["-m", "pip", ...args], "is there a network, or a proxy to set?");
    try {
      pip("install", ...quietly, "--only-binary=:all:", UV);
      step(pythonOf(fresh), ["-m", "uv", "pip", "install", "--quiet", "--python", pythonOf(fresh), ...PINS]);
    } catch {
      // It doesn't run everywhere, nor knows what mirror pip was told of.
      pip("install", ...quietly, ...PINS);
    }
    const wheels = PINS.filter((pin) => WHEELS.includes(pin.split("==")[0]));
    pip("download", ...quietly, "--only-binary=:all:", "--dest", join(fresh, "wheels"), ...wheels);
    writeFileSync(join(fresh, "pins"), RECIPE);
    if (isMade()) return; // another was faster
    if (existsSync(HOME)) renameSync(HOME, old);
    renameSync(fresh, HOME);
  } catch (error) {
    if (!isMade()) throw error;
  } finally {
    for (const path of [fresh, old]) rmSync(path, { recursive: true, force: true });
  }
}

function step(command, args, advice = "") {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return;
  const said = error?.message ?? `${stderr}${stdout}`.trim().split("\n").at(-1);
  throw new Error(`no Python with ${PINS.join(", ")}: \`${command} ${args.join(" ")}\` failed (${said}); ${advice}`, {
    cause: error,
  });
}
