import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { atExit, DIES_WITH_US } from "./at-exit.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

type NodePlan = {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The port of its monitoring, which needs no credentials and no TLS. */
  readonly monitor: number;
  readonly store: string;
  /** Where its configuration and its words go. */
  readonly folder: string;
  readonly config: string;
  readonly program: string;
  readonly network: NetworkNamespace | undefined;
};

/** One nats-server process, which can die and come back. */
export class NatsNode {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly store: string;
  readonly #plan: NodePlan;
  readonly #config: string;
  readonly #log: string;
  #process: ChildProcess | undefined;
  #paused = false;

  constructor(plan: NodePlan) {
    this.#plan = plan;
    this.name = plan.name;
    this.port = plan.port;
    this.store = plan.store;
    this.url = `nats://${plan.host}:${plan.port}`;
    this.#config = join(plan.folder, `${plan.name}.conf`);
    this.#log = join(plan.folder, `${plan.name}.log`);
    writeFileSync(this.#config, plan.config);
  }

  /** Undefined while it is down. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Whether it runs and is not paused. */
  get answers(): boolean {
    return this.#process !== undefined && !this.#paused;
  }

  /** Waits until it takes connections; one of a cluster may then still be without its fellows. @throws while it runs already. */
  async start(): Promise<void> {
    if (this.#process) throw new Error(`${this.name} runs already, as process ${this.pid}: kill or stop it first`);
    const { program, network } = this.#plan;
    const [command, ...args] = [...(network?.command ?? []), ...DIES_WITH_US, program, "-c", this.#config];
    const words = openSync(this.#log, "a");
    const child = spawn(command, args, { stdio: ["ignore", words, words] });
    closeSync(words);
    this.#process = child;
    this.#paused = false;
    const forget = atExit(() => child.kill("SIGKILL"));
    const ended = () => {
      forget();
      if (this.#process === child) this.#process = undefined;
    };
    child.once("exit", ended).once("error", ended);
    await until(`${this.name} to take connections`, () => this.#ask("varz"), this.#death);
  }

  /** Waits until JetStream answers here: all streams are recovered, and a cluster has its leader. */
  async healthy(): Promise<void> {
    await until(`JetStream of ${this.name}`, () => this.#ask("healthz"), this.#death);
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    this.resume();
    const tooLong = setTimeout(() => this.#process?.kill("SIGKILL"), 5000);
    await this.#end("SIGTERM");
    clearTimeout(tooLong);
  }

  pause(): void {
    this.#paused = this.#process?.kill("SIGSTOP") ?? false;
  }

  resume(): void {
    this.#process?.kill("SIGCONT");
    this.#paused = false;
  }

  wipe(): void {
    if (this.#process)
      throw new Error(`${this.name} runs, as process ${this.pid}: kill or stop it before its store is wiped`);
    for (const name of readdirSync(this.store)) rmSync(join(this.store, name), { recursive: true, force: true });
  }

  /** What it has said since the first start, for a test that wants to know why. */
  log(): string {
    return existsSync(this.#log) ? readFileSync(this.#log, "utf8") : "";
  }

  async version(): Promise<string> {
    return ((await this.#ask("varz")) as { version: string }).version;
  }

  /** The name of the node that leads a stream, as far as this one knows. */
  async leaderOf(stream: string): Promise<string | undefined> {
    const answer = (await this.#ask("jsz?accounts=true&streams=true")) as Jsz | undefined;
    const streams = answer?.account_details?.flatMap(({ stream_detail }) => stream_detail ?? []);
    const cluster = streams?.find(({ name }) => name === stream)?.cluster;
    // A server that stands alone leads what it has.
    return cluster ? cluster.leader : streams?.some(({ name }) => name === stream) ? this.name : undefined;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    this.#paused = false;
  }

  /** The monitoring's answer, undefined when there is none or it is bad. */
  async #ask(path: string): Promise<unknown> {
    const { host, monitor } = this.#plan;
    try {
      const response = await fetch(`http://${host}:${monitor}/${path}`, { signal: AbortSignal.timeout(1000) });
      const answer: unknown = await response.json();
      return response.ok ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  readonly #death = (): string | undefined =>
    this.#process ? undefined : `${this.name} ended; its last words:\n${this.log().split("\n").slice(-12).join("\n")}`;
}

type Jsz = {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly { readonly name: string; readonly cluster?: { readonly leader?: string } }[];
  }[];
};

/** Asks every 20 ms until there is an answer. @throws after 15 s, or when `death` says why there will be none. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  death: () => string | undefined = () => undefined,
): Promise<T> {
  const end = performance.now() + 15_000;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const reason = death();
    if (reason) throw new Error(`waited for ${what}, but ${reason}`);
    await wait(20);
  }
  throw new Error(`waited 15 s in vain for ${what}`);
}
