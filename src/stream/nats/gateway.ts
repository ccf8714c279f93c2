import { TownError } from "../../sim/error.ts";
import type { Clock } from "../clock.ts";
import type { Town } from "../town.ts";
import type { NatsLink } from "./connection.ts";
import { FollowedTown } from "./followed-town.ts";
import { Shelf } from "./shelf.ts";
import { listTowns } from "./streams.ts";

/** Where the towns are shown. A `TownHall` is one. */
export type Rooms = {
  /** @throws TownError when there is no room */
  open(town: Town): unknown;
  replace(town: Town): unknown;
  dismiss(id: string): void;
};

export type GatewayOptions = {
  readonly link: NatsLink;
  readonly clock: Clock;
  /** Bytes of events to keep in memory of each town. */
  readonly maxBytes?: number | undefined;
  readonly log?: { info(facts: object, words: string): void; warn(facts: object, words: string): void } | undefined;
};

/**
 * Shows the towns that are in NATS, as they come, change and go: it looks every second, and as soon as NATS is back.
 *
 *     a town ──► followed, from its newest keyframe ──► shown
 *     another run of it ──► shown instead
 *     its streams are gone for ten seconds, while NATS is there ──► shown no longer
 *     it makes no sense ──► said once, and left alone until it changes
 */
export class Gateway {
  readonly #rooms: Rooms;
  readonly #options: GatewayOptions;
  readonly #places = new Map<string, Place>();
  #again = new AbortController();
  #complaint = "";
  /** Resolves when NATS has been asked for the first time, and the towns that were there then are shown. */
  readonly arrived: Promise<void>;
  #arrive!: () => void;

  constructor(rooms: Rooms, options: GatewayOptions) {
    this.#rooms = rooms;
    this.#options = options;
    this.arrived = new Promise((resolve) => (this.#arrive = resolve));
  }

  /** Looks until `signal` aborts. The towns are the rooms' to close. */
  async run(signal: AbortSignal): Promise<void> {
    const { link, clock, log } = this.#options;
    const again = () => this.#again.abort();
    let before = link.state.kind;
    const stopListening = link.listen(({ kind, why }) => {
      if (kind === "away" && before !== "away") log?.warn({ why }, "NATS is away");
      if (kind === "connected" && before === "away") log?.info({}, "NATS is back");
      before = kind;
      again();
    });
    signal.addEventListener("abort", again, { once: true });
    while (!signal.aborted) {
      this.#again = new AbortController();
      await this.#look(signal);
      if (!signal.aborted) await clock.sleep(EVERY, this.#again.signal);
    }
    stopListening();
    await this.#visits();
  }

  /** Resolves when those that are under way are over. */
  async #visits(): Promise<void> {
    await Promise.all([...this.#places.values()].flatMap(({ visit }) => visit ?? []));
  }

  async #look(signal: AbortSignal): Promise<void> {
    const nc = this.#options.link.connection;
    if (!nc) return this.#places.forEach((place) => (place.gone = undefined));
    let ids: ReadonlySet<string>;
    try {
      ids = new Set(await listTowns(nc));
    } catch (error) {
      if (signal.aborted || this.#options.link.connection !== nc) return;
      return this.#complain(error);
    }
    this.#complaint = "";
    for (const id of ids) {
      const place = this.#places.get(id) ?? {};
      this.#places.set(id, place);
      place.gone = undefined;
      // A large one may take its time.
      place.visit ??= this.#visit(id, place, signal).finally(() => (place.visit = undefined));
    }
    for (const [id, place] of this.#places) if (!ids.has(id)) this.#miss(id, place);
    void this.#visits().then(this.#arrive);
  }

  async #visit(id: string, place: Place, signal: AbortSignal): Promise<void> {
    const { link, clock, log } = this.#options;
    let mark = "";
    try {
      const index = await new Shelf(link, id).read(signal);
      const { town } = place;
      if (town && town.stuck === null && (!index || index.run_id === town.status.run_id)) return;
      mark = JSON.stringify(index ?? null);
      if (place.trouble?.mark === mark && clock.now() - place.trouble.at < LEFT_ALONE) return;
      if (!index)
        throw new TownError("not_found", `the stream TOWN_${id} has no index beside it that says whose run it is`);
      place.town = this.#show(await FollowedTown.open(link, id, index, { ...this.#options, signal }), town);
      delete place.trouble;
      log?.info({ town: id, run: index.run_id, head: place.town.log.head }, "a town is followed");
    } catch (error) {
      if (!signal.aborted) this.#fail(id, place, mark, error as Error);
    }
  }

  /** What is only away comes back, and what is just being made is complete at the next look. All else is said, and left alone. */
  #fail(id: string, place: Place, mark: string, error: Error): void {
    const { message } = error;
    const times = place.trouble?.message === message ? place.trouble.times + 1 : 1;
    const isAway = error instanceof TownError && error.code === "unavailable";
    const at = isAway || times === 1 ? -Infinity : this.#options.clock.now();
    place.trouble = { mark, message, times, at };
    if (times === (isAway ? 5 : 2)) this.#options.log?.warn({ town: id, err: error }, "a town can't be followed");
  }

  /** Shows a town, in the place of the one before if there was one. */
  #show(town: FollowedTown, before: FollowedTown | undefined): FollowedTown {
    try {
      if (before) this.#rooms.replace(town);
      else this.#rooms.open(town);
      return town;
    } catch (error) {
      town.close();
      throw error;
    }
  }

  #miss(id: string, place: Place): void {
    const { clock, log } = this.#options;
    if (place.visit) return;
    place.gone ??= clock.now();
    if (clock.now() - place.gone < GONE) return;
    this.#places.delete(id);
    if (!place.town) return;
    log?.warn({ town: id }, "a town's stream is gone for good: it is shown no longer");
    this.#rooms.dismiss(id);
  }

  #complain(error: unknown): void {
    const { message } = error as Error;
    if (message === this.#complaint) return;
    this.#complaint = message;
    this.#options.log?.warn({ err: error }, "NATS does not say which towns there are");
  }
}

type Place = {
  town?: FollowedTown;
  /** Under way. */
  visit?: Promise<void> | undefined;
  /** When its stream was first missed. */
  gone?: number | undefined;
  /** Why it could not be followed, so many times in a row, at last with this index. */
  trouble?: { readonly mark: string; readonly message: string; readonly times: number; readonly at: number };
};

/** Milliseconds from one look to the next. */
const EVERY = 1000;
/** Milliseconds after which what is missed is gone. */
const GONE = 10_000;
/** Milliseconds for which nothing is tried with a town that makes no sense and has not changed. */
const LEFT_ALONE = 30_000;
