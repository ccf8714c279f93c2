import { randomUUID } from "node:crypto";
import type { TownConfig } from "../../sim/config.ts";
import type { TownState } from "../../sim/state.ts";
import type { EventLog } from "../event-log.ts";
import type { Heritage } from "../heritage.ts";
import { MemoryLog } from "../memory-log.ts";
import type { SpillOptions } from "../spill.ts";
import type { Town } from "../town.ts";
import { Archive } from "./archive.ts";
import { Bridge, type BridgeOptions } from "./bridge.ts";
import { answerCommands, type Desk } from "./commands.ts";
import { JetStreamLog } from "./jetstream-log.ts";
import { Shelf } from "./shelf.ts";
import { deleteStreams } from "./streams.ts";
import { takeOver } from "./take-over.ts";

export type WriterOptions = Omit<BridgeOptions, "writer" | "claimed" | "local"> & {
  readonly spill?: SpillOptions | undefined;
};

/** All that a process does in NATS for the towns that it writes: copies their events, and answers for them. */
export class NatsWriter {
  /** Names this process among all that ever write a town. */
  readonly id = randomUUID();
  /** Claimed, and not adopted yet. */
  readonly #inherited = new Set<string>();
  readonly #options: WriterOptions;
  readonly #towns = new Map<string, { readonly bridge: Bridge; readonly running: Promise<void> }>();
  /** Towns that are over, and may still be in NATS. */
  readonly #forgetting = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Takes over a town whose writer has died. Rejects as `takeOver` does. */
  async takeOver(townId: string, signal?: AbortSignal): Promise<Heritage> {
    const heritage = await takeOver(this.#options.link, townId, this.id, signal);
    this.#inherited.add(townId);
    return heritage;
  }

  /** A log for a town that begins here, or goes on: the newest events are in memory, and all others are read from NATS. */
  newLog(config: TownConfig, state: TownState, maxBytes?: number): EventLog {
    const { link, spill } = this.#options;
    const { town_id, run_id } = state;
    const recent = new MemoryLog(state, {
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(spill ? { spill } : {}),
    });
    const archive = new Archive(link, town_id, run_id);
    return new JetStreamLog({ recent, archive, shelf: new Shelf(link, town_id), config });
  }

  /** Begins to copy a town that has not begun to run. @param desk where what gateways ask of it is decided */
  adopt(town: Town, desk: Desk): void {
    const { town_id } = town.status;
    const past = town.ledger instanceof JetStreamLog ? town.ledger : undefined;
    const bridge = new Bridge(town, {
      ...this.#options,
      writer: this.id,
      claimed: this.#inherited.delete(town_id),
      local: past?.recent,
    });
    town.replicate(bridge);
    const { log, link } = this.#options;
    const hush = answerCommands(link, town, desk, (words, error) => log?.warn({ town: town_id, err: error }, words));
    const over = new AbortController();
    if (past) void this.#lookBack(town, past, bridge, over.signal);
    const vacant = this.#forgetting.get(town_id) ?? Promise.resolve();
    const running = vacant
      .then(() => bridge.run())
      .finally(() => {
        hush();
        over.abort();
      });
    this.#towns.set(town_id, { bridge, running });
  }

  /** NATS forgets too: what of the past is there to be read must be asked now and then. */
  async #lookBack(town: Town, past: JetStreamLog, bridge: Bridge, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#options;
    while (!signal.aborted) {
      try {
        if (bridge.status.breaker === "closed") {
          await past.refresh();
          await town.recall();
        }
      } catch (error) {
        // It is tried again.
        log?.info({ town: town.status.town_id, err: error }, "what NATS holds of a town's past could not be read");
      }
      await clock.sleep(bridge.status.breaker === "closed" ? LOOK_BACK : SOON, signal);
    }
  }

  /** The town is over for good: what NATS holds of it goes too, as soon as it can be reached; only then another of its id is copied. */
  async forget(townId: string): Promise<void> {
    const town = this.#towns.get(townId);
    if (!town) return;
    this.#towns.delete(townId);
    town.bridge.close();
    const forgetting = town.running
      .then(() => this.#remove(townId))
      .finally(() => {
        if (this.#forgetting.get(townId) === forgetting) this.#forgetting.delete(townId);
      });
    this.#forgetting.set(townId, forgetting);
    await forgetting;
  }

  async #remove(townId: string): Promise<void> {
    const { link, clock, log } = this.#options;
    const { signal } = this.#closing;
    let why: unknown;
    while (!signal.aborted) {
      try {
        const nc = await link.connected(signal);
        // It may be another process's by now, or never have been this one's.
        const index = await new Shelf(link, townId).read(signal);
        if (index?.writer === this.id) await deleteStreams(nc, townId);
        return;
      } catch (error) {
        if (!signal.aborted) why = error;
        await clock.sleep(LATER, signal);
      }
    }
    log?.warn({ town: townId, ...(why ? { err: why } : {}) }, "what NATS holds of a town that is over was not deleted");
  }

  /**
   * After the towns have been closed: gives what is not in NATS yet two seconds to go there.
   * @returns by town, how many events did not
   */
  async close(): Promise<ReadonlyMap<string, number>> {
    const { clock } = this.#options;
    const over = new AbortController();
    const towns = [...this.#towns];
    const ending = [...towns.map(([, { running }]) => running), ...this.#forgetting.values()];
    await Promise.race([Promise.all(ending), clock.sleep(LAST_WORDS, over.signal)]);
    over.abort();
    this.#closing.abort();
    const left = towns.map(([id, { bridge }]) => [id, bridge.close(), bridge.status.breaker] as const);
    // Of a town that another process writes, that one has them.
    return new Map(
      left.filter(([, count, breaker]) => count > 0 && breaker !== "fenced").map(([id, count]) => [id, count]),
    );
  }
}

/** Milliseconds. */
const LAST_WORDS = 2000;
const LOOK_BACK = 5000;
const SOON = 250;
const LATER = 1000;
