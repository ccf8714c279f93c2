import { setTimeout as wait } from "node:timers/promises";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { randomFor, type Random } from "../../../src/sim/random.ts";
import type { ControlBody } from "../../../src/wire/control.ts";
import type { TownStatus } from "../../../src/stream/town.ts";
import { startNats, type Nats, type NatsOptions } from "../nats-server.ts";
import { violations, type Violation } from "./checker.ts";
import type { Healing, History } from "./history.ts";
import { Perturber } from "./perturber.ts";
import { Program } from "./program.ts";
import { readLog } from "./read-log.ts";
import { Watcher, type Source } from "./watcher.ts";

export type WorldOptions = NatsOptions & {
  readonly seed?: number;
  readonly citizens?: number;
  readonly gateways?: number;
  /** Of `agent-town serve`, besides the usual. */
  readonly writer?: readonly string[];
  /** Whether somebody makes citizens do things. Default true. */
  readonly perturbed?: boolean;
};

/** What may be done to a world. */
export type Fault = {
  readonly strike: (world: World) => Promise<void>;
  /** Undefined when it is over as soon as it has happened. */
  readonly heal?: (world: World) => Promise<void>;
  /**
   * What ends by it. With a writer and the servers together dies what a person made happen while NATS was away, as it said. So
   * nobody perturbs the town meanwhile; by itself it will do again just what it did.
   */
  readonly ends?: readonly ("writer" | "servers")[];
};

/** How a fault was taken. */
export type Endured = {
  readonly fault: string;
  /** The town's events from its beginning until all had recovered. */
  readonly events: number;
  /** Milliseconds from its beginning until the writer's viewers were told that NATS is away; undefined when they were not. */
  readonly detection: number | undefined;
  /** Milliseconds from its end until the last client had all, and something new. */
  readonly recovery: number;
};

export const TOWN = "smallville";

/**
 * A town in real processes: nats-servers, a writer, gateways; and those who watch it, at the writer and at each gateway, one of them
 * slow, one with a bad line, and one who perturbs it. What goes wrong in it is up to the test.
 */
export class World {
  readonly nats: Nats;
  readonly gateways: Program[] = [];
  readonly watchers: Watcher[] = [];
  readonly endured: Endured[] = [];
  readonly healings: Healing[] = [];
  writer!: Program;
  readonly #options: WorldOptions;
  readonly #random: Random;
  readonly #began = performance.now();
  #perturber: Perturber | undefined;
  #degradedAt: number | undefined;

  private constructor(nats: Nats, options: WorldOptions) {
    this.nats = nats;
    this.#options = options;
    this.#random = randomFor(options.seed ?? 1, 0, "world");
  }

  /** Opens it, and waits until everyone has seen some events, and NATS has them. */
  static async open(options: WorldOptions = {}): Promise<World> {
    const world = new World(await startNats(options), options);
    try {
      await world.#populate();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  async #populate(): Promise<void> {
    const { gateways = 2, seed = 1, citizens = 25, perturbed = true } = this.#options;
    const town = ["--town-id", TOWN, "--citizens", `${citizens}`, "--seed", `${seed}`];
    const [writer, ...others] = await Promise.all([
      this.startWriter(...town),
      ...Array.from({ length: gateways }, (_, i) => this.startGateway(i)),
    ]);
    this.writer = writer;
    this.gateways.push(...others);
    this.#watch("ann at the writer", () => this.#at(this.writer));
    this.#watch("bea, slow, at the writer", () => this.#at(this.writer), { slow: 40 });
    for (const i of others.keys()) {
      this.#watch(`cid at gateway ${i + 1}`, () => this.#at(this.gateways[i]));
      this.#watch(`dan, restless, at gateway ${i + 1}`, () => this.#at(this.gateways[i]), { restless: true });
    }
    if (perturbed) {
      this.#perturber = new Perturber({
        town: TOWN,
        source: () => this.#at(this.#random.pick([this.writer, ...this.gateways])),
        citizens: () => this.watchers[0].citizens,
        random: this.#random,
      });
      this.#perturber.start();
    }
    await this.recovered(20, 20_000);
    if (this.head < 20) throw new Error(`the world has not begun: ${this.writer.said}`);
  }

  /**
   * A new writer of the town; without `args` one that takes it over. Where it can't begin it is started again for a while, as a
   * supervisor does: of servers that have just come up, not all may answer yet.
   */
  async startWriter(...args: readonly string[]): Promise<Program> {
    const own = args.length === 0 ? ["--resume", TOWN] : args;
    const options = [...this.#common, "--speed", "64", ...(this.#options.writer ?? []), ...own];
    for (const end = performance.now() + WITHIN; ;) {
      try {
        return await Program.serve("the writer", "serve", ...options);
      } catch (error) {
        if (performance.now() > end || !/can't|unavailable|away/.test((error as Error).message)) throw error;
      }
      await wait(500);
    }
  }

  startGateway(i: number): Promise<Program> {
    return Program.serve(`gateway ${i + 1}`, "gateway", ...this.#common);
  }

  get #common(): string[] {
    return ["--port", "0", "--nats", this.nats.url, "--log-level", "warn"];
  }

  /** The newest event that anybody has seen. */
  get head(): number {
    return Math.max(...this.watchers.map(({ seq }) => seq));
  }

  /** As the writer tells it. */
  async status(): Promise<TownStatus> {
    return this.ask<TownStatus>(this.writer, "");
  }

  async ask<T>(program: Program, path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(`${program.url}/v1/town/${TOWN}${path}`, {
      ...init,
      signal: AbortSignal.timeout(5000),
    });
    const answer = (await response.json()) as T & { readonly detail?: string };
    if (!response.ok) throw new Error(`${program.name} answers ${response.status}: ${answer.detail}`);
    return answer;
  }

  /** Speaks to NATS as anybody may. */
  async talk<T>(words: (nc: NatsConnection) => Promise<T>): Promise<T> {
    const nc = await connect({ servers: this.nats.urls, timeout: 5000 });
    try {
      return await words(nc);
    } finally {
      await nc.close();
    }
  }

  /** Does something to the world, and undoes it after so many milliseconds; waits until everyone has all, and something new. */
  async endure(name: string, { strike, heal, ends = [] }: Fault, hold = 0, within = WITHIN): Promise<Endured> {
    const endsWriter = ends.includes("writer");
    const endsAll = endsWriter && ends.includes("servers");
    if (endsAll) await this.#perturber?.stop();
    const before = this.head;
    const began = performance.now();
    this.#degradedAt = undefined;
    let recovery: number;
    try {
      await strike(this);
      if (hold > 0) await wait(hold);
      await heal?.(this);
      if (endsAll) this.#perturber?.start();
      recovery = await this.recovered(1, within, name);
    } catch (cause) {
      throw new Error(`${name}, for ${hold} ms: ${(cause as Error).message}${await this.#words()}`, { cause });
    }
    const detection = endsWriter || this.#degradedAt === undefined ? undefined : this.#degradedAt - began;
    const endured = { fault: name, events: this.head - before, detection, recovery };
    this.endured.push(endured);
    return endured;
  }

  /**
   * Waits until every client has all that anybody has had until now, and `more` events; and the writer says that NATS has them too.
   * @returns milliseconds that the last client took
   */
  async recovered(more: number, within: number, fault = "the beginning"): Promise<number> {
    const from = performance.now();
    const target = this.head + more;
    const took = new Map<string, number | undefined>();
    await Promise.all(
      this.watchers.map(async (watcher) => {
        const there = await watcher.reaches(target, within);
        took.set(watcher.name, there ? performance.now() - from : undefined);
      }),
    );
    this.healings.push({ fault, within, took });
    const late = [...took].filter(([, ms]) => ms === undefined).map(([name]) => name);
    if (late.length > 0) throw new Error(`${within} ms after ${fault} nothing new came to ${late.join(", ")}`);
    for (const end = from + within; ;) {
      const { nats } = await this.status();
      if (nats?.breaker === "closed" && nats.confirmed >= target) break;
      if (performance.now() > end) throw new Error(`${within} ms after ${fault} events don't flow to NATS`);
      await wait(25);
    }
    return Math.max(...[...took.values()].map((ms) => ms ?? within));
  }

  /** Stops the town until everyone is where it is, and NATS too; looks at all that is left of it, and lets it go on. */
  async verdict(): Promise<{ readonly history: History; readonly violations: Violation[] }> {
    await this.#perturber?.stop();
    await this.control({ action: "pause" });
    const { seq: head } = await this.status();
    await Promise.all(this.watchers.map((watcher) => watcher.reaches(head, WITHIN)));
    const end = performance.now() + WITHIN;
    while ((await this.status()).nats!.confirmed < head && performance.now() < end) await wait(25);
    const given = this.watchers.flatMap(({ chapters }) => chapters.map(({ start }) => start));
    const states = new Set(given.flatMap(({ kind, seq }) => (kind === "snapshot" ? [seq] : [])));
    const config = this.watchers.find((watcher) => watcher.config)!.config!;
    const perturbed = new Map(this.watchers.flatMap((watcher) => [...watcher.perturbed]));
    const log = await readLog(this.nats.urls, TOWN, { config, states, perturbed });
    const { watchers: clients, healings } = this;
    const history = { log, clients, perturbations: this.#perturber?.asked ?? [], healings };
    const found = violations(history);
    await this.control({ action: "resume" });
    this.#perturber?.start();
    return { history, violations: found };
  }

  /** A line for people. */
  report({ log, clients, perturbations }: History): string {
    const sum = (of: (watcher: Watcher) => number) => this.watchers.reduce((total, one) => total + of(one), 0);
    const through = this.endured.reduce((total, { events }) => total + events, 0);
    return (
      `${through} of ${log.events.seqs.at(-1)} events through ${this.endured.length} faults ; ` +
      `${clients.length} clients, ${sum((one) => one.connections)} connections, ${sum((one) => one.resets)} resets, ` +
      `${perturbations.filter(({ answer }) => typeof answer === "object").length} perturbations; ` +
      `${Math.round((performance.now() - this.#began) / 1000)} s`
    );
  }

  async control(body: ControlBody): Promise<void> {
    const headers = { "content-type": "application/json" };
    await this.ask(this.writer, "/control", { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** What the programs said last, and how they say that they are. */
  async #words(): Promise<string> {
    const said = [this.writer, ...this.gateways].map(async (program) => {
      const status = await this.ask<TownStatus>(program, "").catch(String);
      return `${program.name}: ${JSON.stringify(status)}\n${program.said.slice(-1500)}`;
    });
    return `\n${(await Promise.all(said)).join("\n")}`;
  }

  async close(): Promise<void> {
    await this.#perturber?.stop();
    await Promise.all(this.watchers.map((watcher) => watcher.stop()));
    await Promise.all([this.writer, ...this.gateways].map((program) => program?.kill()));
    await this.nats.stop();
  }

  #at({ url, name }: Program): Source {
    return { url, name };
  }

  #watch(name: string, source: () => Source, kind: { slow?: number; restless?: boolean } = {}): void {
    const random = randomFor(this.#options.seed ?? 1, 0, name);
    const watcher = new Watcher({ name, town: TOWN, source, random, ...kind });
    watcher.announced = (announced) => {
      if (announced === "degraded") this.#degradedAt ??= performance.now();
    };
    this.watchers.push(watcher);
    watcher.start();
  }
}

/** Milliseconds after a fault in which everything must be well again. */
const WITHIN = 10_000;
