import type { TownConfig } from "../sim/config.ts";
import { TownError } from "../sim/error.ts";
import type { OperationEvent } from "../sim/event.ts";
import { found } from "../sim/genesis/found.ts";
import { Simulation } from "../sim/simulation.ts";
import type { TownState } from "../sim/state.ts";
import type { Clock } from "../stream/clock.ts";
import type { EventLog } from "../stream/event-log.ts";
import { ExternalTown, type Published } from "../stream/external-town.ts";
import { fork, heritageAt } from "../stream/fork.ts";
import { goOn } from "../stream/heritage.ts";
import { LiveTown } from "../stream/live-town.ts";
import { MemoryLog } from "../stream/memory-log.ts";
import { newRunId } from "../stream/new-run-id.ts";
import type { Town, TownStatus } from "../stream/town.ts";
import type { Speed } from "../stream/town-flux.ts";
import { Bucket, Seats, type Limits } from "./limits.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { isForwarding, publishLines } from "./publish.ts";
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

/** What somebody wants a fork to be. */
export type ForkWish = {
  /** The moment of the parent from which it goes on: after this event, by default the newest. */
  readonly at?: number | undefined;
  /** By default one that is free. */
  readonly town_id?: string | undefined;
  /** By default the parent's. */
  readonly seed?: number | undefined;
  /** By default the parent's. */
  readonly speed?: Speed | undefined;
  readonly paused: boolean;
};

/** Who keeps copies of the towns' events in another place. */
export type Copies = {
  /** A log for a town that begins, or goes on. */
  newLog(config: TownConfig, state: TownState, maxBytes: number): EventLog;
  /** Begins to copy a town that has not begun to run; what is asked of it from there, `desk` decides. */
  adopt(town: Town, desk: TownHall): void;
  /** The town is over for good. */
  forget(id: string): Promise<void>;
};

export type HallOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: Limits;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Why nobody can have a town made or ended here; default: they can. */
  readonly madeElsewhere?: string | undefined;
  /** Default: there are no copies. */
  readonly copies?: Copies | undefined;
};

/**
 * The towns of one process. Each lives by itself: one that fails is reported and ends its streams in good order, and the others
 * never hear of it.
 */
export class TownHall {
  readonly #options: HallOptions;
  readonly #seats: Seats;
  readonly #behind: Behind;
  /** Forks that are being made. */
  readonly #forking: Seats;
  readonly #rooms = new Map<string, Inhabited>();
  /** Rooms that are left, and not yet empty. */
  readonly #clearing = new Set<Promise<void>>();
  #closed = false;
  /** Rejects with what ended the last living town, when one that was opened here is among those that failed. */
  readonly desolation: Promise<never>;
  #desolate!: (error: unknown) => void;

  constructor(options: HallOptions) {
    this.#options = options;
    this.#seats = new Seats(options.limits.clients);
    this.#behind = new Behind(options.clock);
    this.#forking = new Seats(options.limits.rebuilds);
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
   * Another run of a town that is here: its viewers are sent away in good order, and find this one when they come back. The one
   * before is closed when the last has left.
   * @throws TownError unknown_town, closed
   */
  replace(town: Town): Room {
    const before = this.#get(town.status.town_id);
    this.#checkOpen();
    this.#rooms.delete(before.town.status.town_id);
    void this.#clear(before);
    return this.#open(town, before.given);
  }

  /** The town is to be watched here no longer, though it isn't over: its viewers are sent away in good order. @throws TownError unknown_town */
  dismiss(id: string): void {
    const room = this.#get(id);
    this.#rooms.delete(id);
    void this.#clear(room);
    this.#options.metrics.forget(id);
  }

  /**
   * Makes a town that lives in memory, and opens it. Cost: about 0.1 ms a citizen, for which everyone else waits.
   * @throws TownError conflict when its id is taken, too_many towns, too_large for one of too many citizens, closed; impossible
   * where towns are made elsewhere
   */
  create({ config, kind, speed, paused, anyId = false }: CreateWish): Room {
    this.#checkHere();
    this.#checkSize(config);
    const named = anyId ? { ...config, town_id: this.#freeId(config.town_id) } : config;
    this.#checkRoom(named.town_id);
    const runId = newRunId(named);
    if (kind === "external") {
      const state = found(named, runId);
      return this.#open(new ExternalTown(named, state, this.#newLog(named, state)), false);
    }
    const simulation = new Simulation(named, { runId });
    const log = this.#newLog(named, simulation.town);
    return this.#open(new LiveTown(simulation, log, { clock: this.#options.clock, speed, paused }), false);
  }

  /**
   * Makes a town that goes on from a moment of one that is here. Cost: the parent's state and its events since the last keyframe,
   * read and folded, and then as much as `create` and the phase.
   * Rejects as `create` throws, and as `heritageAt` does; with TownError unknown_town; too_many when others are at it.
   */
  async fork(id: string, { at, town_id, seed, speed, paused }: ForkWish): Promise<Room> {
    const { clock, limits } = this.#options;
    const { town } = this.#get(id);
    this.#checkHere();
    this.#checkSize(town.config);
    this.#checkRoom(town_id ?? this.#freeId(id));
    if (!this.#forking.take()) {
      throw new TooMany(`at most ${limits.rebuilds} towns are forked at a time; try again in a moment`, 1);
    }
    try {
      const parent = await heritageAt(town, at ?? town.log.head);
      // Others may have come in meanwhile.
      const free = town_id ?? this.#freeId(id);
      this.#checkRoom(free);
      const heritage = fork(parent, { town_id: free, seed });
      const log = this.#newLog(heritage.config, heritage.state);
      const pace = { clock, speed: speed ?? town.status.speed, paused };
      const room = this.#open(new LiveTown(goOn(heritage, log), log, pace), false);
      await room.town.recall();
      return room;
    } finally {
      this.#forking.leave();
    }
  }

  /** The town is over: its streams say so and end, and its id is free. @throws TownError unknown_town, and impossible as `create` does */
  delete(id: string): void {
    const room = this.#get(id);
    this.#checkHere();
    this.#rooms.delete(id);
    this.#end(room);
    void room.stream.close();
    void this.#options.copies?.forget(id);
    this.#options.metrics.forget(id);
    this.#lookForLife();
  }

  /**
   * A person makes something happen in a town.
   * @throws TownError too_many, and what `TownFlux.perturb` throws; impossible in a town whose events come from elsewhere
   */
  async perturb(id: string, operation: string, participants: readonly string[]): Promise<OperationEvent> {
    const room = this.#get(id);
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
      const event = await room.town.perturb(operation, participants);
      meter.perturbed("accepted");
      return event;
    } catch (error) {
      meter.perturbed("refused");
      throw error;
    }
  }

  /**
   * A program elsewhere lets events happen in a town, those of an NDJSON body. Rejects as `publishLines` does.
   * @param after take them only if this is the town's newest event
   */
  async publish(id: string, body: Uint8Array, after?: number): Promise<Published> {
    const { limits, metrics } = this.#options;
    const { town } = this.#get(id);
    if (body.byteLength > limits.bodyBytes) {
      throw new TownError("too_large", `a batch may have at most ${limits.bodyBytes} bytes, got ${body.byteLength}`);
    }
    const published = isForwarding(town)
      ? await town.forward(body, after)
      : publishLines(town, body, { after, maxLines: limits.lines });
    await town.told(published.last);
    metrics.meterFor(id).published(published.last - published.first + 1);
    return published;
  }

  /** Ends all streams, each at its own moment, and then the towns. Resolves when all is over. */
  async close(): Promise<void> {
    this.#closed = true;
    const rooms = [...this.#rooms.values()];
    await Promise.all(rooms.map(({ stream }) => stream.close()));
    for (const room of rooms) this.#end(room);
    await Promise.all([...rooms.map(({ run }) => run), ...this.#clearing]);
  }

  /** Sends the viewers of a room away, and then closes its town. */
  #clear(room: Inhabited): Promise<void> {
    const clearing = room.stream
      .close()
      .then(() => this.#end(room))
      .then(() => room.run)
      .finally(() => this.#clearing.delete(clearing));
    this.#clearing.add(clearing);
    return clearing;
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
    this.#options.copies?.adopt(town, this);
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
    this.#checkOpen();
    if (this.#rooms.has(id)) {
      throw new TownError("conflict", `a town ${id} is here already; choose another town_id, or delete that one first`);
    }
    const { towns } = this.#options.limits;
    if (this.#rooms.size >= towns) {
      throw new TooMany(`at most ${towns} towns live here at a time; delete one first`, 60);
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new TownError("closed", "this server is ending: no town can begin here");
  }

  #checkSize({ population: { citizens } }: TownConfig): void {
    const most = this.#options.limits.citizens;
    const count = typeof citizens === "number" ? citizens : citizens.length;
    if (count > most) {
      throw new TownError("too_large", `a town made here may have at most ${most} citizens, got ${count}`);
    }
  }

  /** A log in memory, and in NATS where there are copies. */
  #newLog(config: TownConfig, state: TownState): EventLog {
    const { limits, copies } = this.#options;
    const maxBytes = Math.floor(limits.logBytes / limits.towns);
    return copies?.newLog(config, state, maxBytes) ?? new MemoryLog(state, { maxBytes });
  }

  /** @throws TownError unless people may have towns made and ended here. */
  #checkHere(): void {
    const { madeElsewhere } = this.#options;
    if (madeElsewhere !== undefined) throw new TownError("impossible", madeElsewhere);
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
