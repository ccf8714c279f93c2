import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { setTimeout } from "node:timers/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findPython } from "../../../scripts/python.mjs";

/** The package of this checkout, and what stages are made of. */
const PACKAGES = ["../../../python", "."].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** A Python program that serves on a port, such as a notebook server, with a home of its own. */
export type Program = {
  /** Where it answers, `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** What it has printed so far: to be shown when something fails. */
  said(): string;
  /** Ends it and everything that it started (kernels), and removes its home. */
  stop(): Promise<void>;
};

/**
 * Starts `python -m <args>` as the leader of a process group, and resolves once it answers.
 * @param args given the port it shall serve on, and the folder that is its home
 * @param town what its notebooks show
 * @throws what it said, when it ended or did not answer within a minute
 */
export async function startPython(
  args: (port: number, home: string) => readonly string[],
  town: { readonly url: string },
): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), "agent-town-host-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(findPython(), ["-m", ...args(port, home)], {
    cwd: home,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // Nothing of the user's configuration, and nothing left in it.
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: home,
      XDG_DATA_HOME: home,
      JUPYTER_CONFIG_DIR: home,
      PYTHONPATH: PACKAGES.join(delimiter),
      AGENT_TOWN_URL: town.url,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, "exit");
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // The whole group is gone.
    }
  };
  const killNow = () => kill("SIGKILL");
  process.once("exit", killNow);
  const program: Program = {
    origin,
    said: () => said,
    async stop() {
      killNow();
      await ended;
      process.off("exit", killNow);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  try {
    const late = AbortSignal.timeout(60_000);
    while (!(await answers(origin))) {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      late.throwIfAborted();
      await setTimeout(50);
    }
  } catch (cause) {
    await program.stop();
    throw new Error(`${child.spawnargs.join(" ")} does not serve: ${said}`, { cause });
  }
  return program;
}

async function answers(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/api/status`, { redirect: "manual" })).status < 500;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
