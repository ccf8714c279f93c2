import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { microseconds } from "../fan-out/beat.ts";

type NatsServerOptions = {
  /** Every append is on the disk before it is acknowledged. */
  readonly sync?: boolean;
  /** The nats-server to run; default: what `npm run nats` finds. */
  readonly program?: string | undefined;
};

/** A nats-server as people start it, `npm run nats`, on a free port and with a store of its own. */
export class NatsServer {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #store: string;
  #child!: ChildProcess;
  /** As it says itself. */
  version = "";

  private constructor(port: number, { sync = false, program }: NatsServerOptions) {
    this.port = port;
    this.#store = mkdtempSync(join(tmpdir(), "agent-town-bench-"));
    const chosen = program === undefined ? [] : ["--server", program];
    this.#args = ["--port", `${port}`, "--store", this.#store, ...(sync ? ["--sync"] : []), ...chosen];
    process.on("exit", () => {
      this.#signal("SIGKILL");
      rmSync(this.#store, { recursive: true, force: true });
    });
  }

  /** Resolves when it is ready. */
  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), options);
    await server.start();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Again, after `kill`, with what it had stored. @returns when it took connections, in microseconds; it is ready by then or later */
  async start(): Promise<number> {
    // In a process group of its own, so that what is done to it is done to the server that the script starts.
    const child = spawn(process.execPath, [SCRIPT, ...this.#args], { detached: true });
    this.#child = child;
    let said = "";
    const ready = new Promise<void>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("Ctrl-C ends it")) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", () => reject(new Error(`nats-server did not start: ${said}`)));
    });
    const back = this.#takesConnections();
    await ready;
    this.version = /nats-server ([\d.]+)/.exec(said)?.[1] ?? "";
    return back;
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#signal("SIGKILL");
    await ended;
  }

  /** It keeps its connections, and says nothing. */
  hang(): void {
    this.#signal("SIGSTOP");
  }

  goOn(): void {
    this.#signal("SIGCONT");
  }

  /** For good: what it stored goes too. */
  async end(): Promise<void> {
    await this.kill();
    rmSync(this.#store, { recursive: true, force: true });
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  async #takesConnections(): Promise<number> {
    const { port } = this;
    for (;;) {
      const socket = connect({ port, host: "127.0.0.1" });
      const taken = await once(socket, "connect").then(
        () => true,
        () => false,
      );
      const now = microseconds();
      socket.destroy();
      if (taken) return now;
      await sleep(2);
    }
  }
}

/** The oldest of those that `npm test` has fetched, if there are two. */
export function olderProgram(): string | undefined {
  if (process.env["NATS_SERVER_OLDER"]) return process.env["NATS_SERVER_OLDER"];
  const cache = join(ROOT, ".cache/nats-server");
  const versions = (existsSync(cache) ? readdirSync(cache) : [])
    .filter((version) => existsSync(join(cache, version, "nats-server")))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return versions.length > 1 ? join(cache, versions[0], "nats-server") : undefined;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SCRIPT = join(ROOT, "scripts/nats.mjs");

// An end by a signal is an end too: the servers, which are in groups of their own, would not hear of it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
