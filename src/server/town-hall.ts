import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { OperationEvent } from "../sim/event.ts";
import { Simulation } from "../sim/simulation.ts";
import type { Clock } from "../stream/clock.ts";
import { ExternalTown, simulated } from "../stream/external-town.ts";
import { LiveTown } from "../stream/live-town.ts";
import { MemoryLog } from "../stream/memory-log.ts";
import { newRunId } from "../stream/new-run-id.ts";
import type { Town, TownStatus } from "../stream/town.ts";
import type { Speed } from "../stream/town-flux.ts";
import { Bucket, Seats, type Limits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { TooMany } from "./refusal.ts";
import { Behind } from "./stream/behind.ts";
import { streamLog } from "./stream/log.ts";
import { TownStream } from "./stream/town-stream.ts";

/** A town and those who watch it. */
export type Room = {
  readonly town: Town;
  readonly stream: TownStream;
  /** Why it stopped, when it failed. */
  readonly failure: string | null;
};

/** What somebody wants a new town to be. */
export type CreateWish = {
  readonly config: TownConfig;
  readonly kind: TownStatus["kind"];
  readonly speed: Speed;
  readonly paused: boolean;
  /** Nobody chose the config's town_id: where it is taken, another will do. */
  readonly anyId?: boolean;
};

export type HallOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: Limits;
  readonly log: Logger;
  readonly metrics: Metrics;
};

/**
 * The towns of one process. Each lives by itself: one that fails is reported and ends its streams in good order, and the others
 * never hear of it.
 */
export class TownHall {
  readonly #options: HallOptions;
  readonly #seats: Seats;
  readonly #behind: Behind;
  readonly #rooms = new Map<string, Inhabited>();
  #closed = false;
  /** Rejects with what ended the last living town, when one that was opened here is among those that failed. */
  readonly desolation: Promise<never>;
  #desolate!: (error: unknown) => void;

  constructor(options: HallOptions) {
    this.#options = options;
    this.#seats = new Seats(options.limits.clients);
    this.#behind = new Behind(options.clock);
    this.desolation = new Promise((_, reject) => (this.#desolate = reject));
    this.desolation.catch(() => {});
  }

  /** @throws TownError unknown_town naming those that there are. */
  get(id: string): Room {
    return this.#get(id);
  }

  rooms(): readonly Room[] {
    return [...this.#rooms.values()];
  }

  /**
   * Takes in a town and starts its run. From now on it is the hall's to close.
   * @throws TownError conflict when its id is taken, too_many, closed
   */
  open(town: Town): Room {
    return this.#open(town, true);
  }

  /**
   * Makes a town that lives in memory, and opens it. Cost: about 0.1 ms a citizen, for which everyone else waits.
   * @throws TownError conflict when its id is taken, too_many towns, too_large for one of too many citizens, closed
   */
  create({ config, kind, speed, paused, anyId = false }: CreateWish): Room {
    const { limits, clock } = this.#options;
    const { citizens } = config.population;
    const count = typeof citizens === "number" ? citizens : citizens.length;
    if (count > limits.citizens) {
      throw new TownError("too_large", `a town made here may have at most ${limits.citizens} citizens, got ${count}`);
    }
    const named = anyId ? { ...config, town_id: this.#freeId(config.town_id) } : config;
    this.#checkRoom(named.town_id);
    const maxBytes = Math.floor(limits.logBytes / limits.towns);
    const runId = newRunId(named);
    if (kind === "external") return this.#open(ExternalTown.found(named, { runId, maxBytes }), false);
    const simulation = new Simulation(named, { runId });
    const log = new MemoryLog(simulation.town, { maxBytes });
    return this.#open(new LiveTown(simulation, log, { clock, speed, paused }), false);
  }

  /** The town is over: its streams say so and end, and its id is free. @throws TownError unknown_town */
  delete(id: string): void {
    const room = this.#get(id);
    this.#rooms.delete(id);
    this.#end(room);
    void room.stream.close();
    this.#options.metrics.forget(id);
    this.#lookForLife();
  }

  /**
   * A person makes something happen in a town.
   * @throws TownError too_many, and what `TownFlux.perturb` throws; impossible in a town whose events come from elsewhere
   */
  perturb(id: string, operation: string, participants: readonly string[]): OperationEvent {
    const room = this.#get(id);
    const { flux } = simulated(room.town);
    const meter = this.#options.metrics.meterFor(id);
    const wait = room.bucket.take();
    if (wait > 0) {
      meter.perturbed("limited");
      const { perturbations } = this.#options.limits;
      throw new TooMany(
        `${id} takes at most ${perturbations} perturbations a second; try again in a moment`,
        wait / 1000,
      );
    }
    try {
      const event = flux.perturb(operation, participants);
      meter.perturbed("accepted");
      return event;
    } catch (error) {
      meter.perturbed("refused");
      throw error;
    }
  }

  /** Ends all streams, each at its own moment, and then the towns. Resolves when all is over. */
  async close(): Promise<void> {
    this.#closed = true;
    const rooms = [...this.#rooms.values()];
    await Promise.all(rooms.map(({ stream }) => stream.close()));
    for (const room of rooms) this.#end(room);
    await Promise.all(rooms.map(({ run }) => run));
  }

  #get(id: string): Inhabited {
    const room = this.#rooms.get(id);
    if (room) return room;
    const known = [...this.#rooms.keys()];
    throw new TownError(
      "unknown_town",
      `no town ${JSON.stringify(id)} here; ${known.length === 0 ? "there is none yet" : `there is ${known.join(", ")}`}`,
    );
  }

  #open(town: Town, given: boolean): Room {
    const { clock, random, limits, metrics, log } = this.#options;
    const { town_id } = town.status;
    this.#checkRoom(town_id);
    const meter = streamLog(town_id, metrics.meterFor(town_id), log);
    const stream = new TownStream(town, { clock, random, seats: this.#seats, behind: this.#behind, meter });
    const bucket = new Bucket(limits.perturbations, clock);
    const room: Inhabited = { town, stream, bucket, given, failure: null, run: Promise.resolve() };
    this.#rooms.set(town_id, room);
    room.run = town.run().catch((error: unknown) => this.#fail(room, error));
    return room;
  }

  /** @throws TownError unless a town of this id may come in. */
  #checkRoom(id: string): void {
    if (this.#closed) throw new TownError("closed", "this server is ending: no town can begin here");
    if (this.#rooms.has(id)) {
      throw new TownError("conflict", `a town ${id} is here already; choose another town_id, or delete that one first`);
    }
    const { towns } = this.#options.limits;
    if (this.#rooms.size >= towns) {
      throw new TooMany(`at most ${towns} towns live here at a time; delete one first`, 60);
    }
  }

  /** `smallville`, `smallville-2`, ... */
  #freeId(id: string): string {
    for (let n = 1; ; n++) {
      const suffix = n === 1 ? "" : `-${n}`;
      const tried = id.slice(0, LONGEST_ID - suffix.length) + suffix;
      if (!this.#rooms.has(tried)) return tried;
    }
  }

  #fail(room: Inhabited, error: unknown): void {
    const town = room.town.status.town_id;
    room.failure =
      error instanceof TownError ? error.message : "something broke inside the server; its own log says what";
    room.error = error;
    this.#options.log.error({ town, err: error }, "a town has failed");
    this.#end(room);
    this.#lookForLife();
  }

  /** Ends a town, and its streams hear of it; what it can't write any more is reported. */
  #end({ town, stream, error: known }: Inhabited): void {
    try {
      town.close();
    } catch (error) {
      if (error !== known) {
        this.#options.log.error({ town: town.status.town_id, err: error }, "a town did not end in good order");
      }
    }
    stream.finish();
  }

  #lookForLife(): void {
    const rooms = [...this.#rooms.values()];
    const last = rooms.findLast(({ given, failure }) => given && failure !== null);
    if (last && rooms.every(({ failure }) => failure !== null)) this.#desolate(last.error);
  }
}

type Inhabited = {
  readonly town: Town;
  readonly stream: TownStream;
  readonly bucket: Bucket;
  /** Opened, not made here. */
  readonly given: boolean;
  failure: string | null;
  error?: unknown;
  /** Resolves when the town is over, however it ended. */
  run: Promise<void>;
};

/** Characters of a town's id. */
const LONGEST_ID = 63;
