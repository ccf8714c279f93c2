import type { ServerResponse } from "node:http";
import { TownError } from "../../sim/error.ts";
import type { Clock } from "../../stream/clock.ts";
import type { Town } from "../../stream/town.ts";
import type { EventFilter } from "../../wire/event-filter.ts";
import { formatEventId } from "../../wire/frames.ts";
import { FrameRing } from "./frame-ring.ts";
import type { Seats } from "../limits.ts";
import { beginning, type Place } from "./beginning.ts";
import { Behind } from "./behind.ts";
import { BLOCK, type StreamBlock } from "./block.ts";
import { FORMS } from "./form.ts";
import { unmetered, type StreamFormat, type StreamMeter } from "./meter.ts";
import { StreamPace } from "./pace.ts";
import { StreamPast } from "./past.ts";
import { StreamPresent } from "./present.ts";
import { Rounds } from "./rounds.ts";
import { selectionOf, Selector } from "./selection.ts";
import { Viewer } from "./viewer.ts";

/** What a viewer asks for. */
export type Wish = Place & {
  /** Default: an event stream. */
  readonly format?: StreamFormat | undefined;
  /** Only these events: for those who don't fold. They begin with what comes, not with a snapshot. */
  readonly filter?: EventFilter | undefined;
};

export type TownStreamOptions = {
  readonly clock: Clock;
  /** In [0, 1): spreads the reconnections of many viewers. */
  readonly random: () => number;
  /** For the viewers of all streams together; default: as many as come. */
  readonly seats?: Seats | undefined;
  /** Where those wait who are behind, of all streams together; default: this one's alone. */
  readonly behind?: Behind | undefined;
  readonly meter?: StreamMeter | undefined;
};

/**
 * One town for any number of viewers. Each is a cursor over the same encoded frames, or over the log where it is further
 * behind; the town never waits for any of them, and an event costs it the same however many watch.
 *
 *     town ──► ring of frames ──(a round)──► every viewer that has taken its last write gets what came since
 *     log ───► blocks of the past ─(in turn)─► whoever is further behind, or wants only some events: a few at a time
 *
 * A viewer whose write is still under way misses the round; it goes on when it has taken it, with all that came meanwhile.
 */
export class TownStream {
  readonly #town: Town;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #seats: Seats | undefined;
  readonly #behind: Behind;
  readonly #meter: StreamMeter;
  readonly #ring = new FrameRing();
  readonly #past: StreamPast;
  readonly #present: StreamPresent;
  readonly #pace: StreamPace;
  readonly #rounds: Rounds;
  readonly #selector = new Selector();
  readonly #viewers = new Set<Viewer>();
  readonly #stopListening: () => void;
  /** Resolves when the stream has ended; undefined while it goes on. */
  #ending: Promise<void> | undefined;
  readonly #ended = new AbortController();
  /** Called when the last viewer has left. */
  #deserted = () => {};

  constructor(town: Town, { clock, random, seats, behind, meter = unmetered }: TownStreamOptions) {
    this.#town = town;
    this.#clock = clock;
    this.#random = random;
    this.#seats = seats;
    this.#behind = behind ?? new Behind(clock);
    this.#meter = meter;
    this.#past = new StreamPast(town.log);
    this.#present = new StreamPresent(town, this.#ring);
    this.#pace = new StreamPace(town);
    this.#rounds = new Rounds(clock, this.#round);
    this.#stopListening = town.listen({
      event: (event) => {
        this.#ring.append(event);
        this.#rounds.soon();
      },
      announcement: (announcement) => {
        this.#pace.announce(announcement);
        this.#rounds.soon();
      },
    });
    void this.#look();
  }

  /** Viewers that are connected. */
  get watching(): number {
    return this.#viewers.size;
  }

  /** Viewers by how they keep up. live: within a block of the newest event; stalled: a write waits for more than a second. */
  lags(): { readonly live: number; readonly behind: number; readonly stalled: number } {
    const lags = { live: 0, behind: 0, stalled: 0 };
    const { head } = this.#town.log;
    for (const { stall, at = head } of this.#viewers) {
      lags[stall > 1000 ? "stalled" : at === head || this.#ring.isWithin(BLOCK, at) ? "live" : "behind"]++;
    }
    return lags;
  }

  /**
   * Answers a request for the stream, which must be the only one under way on its connection. Resolves when that has ended, rejects
   * when an error of ours ended it.
   */
  async serve(response: ServerResponse, wish: Wish): Promise<void> {
    const viewer = this.#receive(response, wish);
    if (!viewer) return;
    await new Promise((resolve) => response.once("close", resolve));
    viewer.end ??= "left";
    this.#viewers.delete(viewer);
    this.#seats?.leave();
    this.#meter.closed(viewer.selection.format, viewer.end);
    if (this.#viewers.size === 0) {
      this.#present.forget();
      this.#deserted();
    }
    if (viewer.failure !== undefined) throw viewer.failure;
  }

  /** The town will not go on, though it may not have said so. */
  finish(): void {
    this.#pace.finish();
    this.#rounds.soon();
  }

  /**
   * Ends all connections in good order, spread over at most 2 s, so that they don't come back all at once. Resolves when all have
   * ended; whoever takes nothing is cut off a second later.
   */
  close(): Promise<void> {
    return (this.#ending ??= this.#end());
  }

  /** Begins an answer. @returns nobody when it has ended already */
  #receive(response: ServerResponse, { format = "sse", filter, ...place }: Wish): Viewer | undefined {
    // Who is gone before the answer begins takes no seat.
    if (response.destroyed) return undefined;
    const form = FORMS[format];
    const selection = selectionOf(format, filter);
    const { after, reset } = beginning(place, this.#town);
    const { head } = this.#town.log;
    if (this.#pace.finished && reset === undefined && (after ?? (selection.filter && head)) === head) {
      response.writeHead(204, HEADERS).end();
      return undefined;
    }
    // The body ends with the connection: no chunk needs a length of its own, whoever writes it.
    response.removeHeader("Transfer-Encoding");
    response.writeHead(200, { ...HEADERS, "Content-Type": form.contentType });
    if (this.#ending || this.#seats?.take() === false) {
      const why = this.#ending ? "goodbye" : "overload";
      if (why === "overload") this.#meter.overloaded();
      response.end(form.farewell(this.#retry(why), why));
      return undefined;
    }
    const { socket } = response;
    socket!.setNoDelay(true);
    const viewer = new Viewer(response, { selection, clock: this.#clock, taken: this.#taken });
    viewer.at = after;
    viewer.reset = reset;
    viewer.heard = this.#pace.past;
    this.#viewers.add(viewer);
    this.#meter.opened(format);
    // One packet.
    socket!.cork();
    response.flushHeaders();
    viewer.give(form.greeting(this.#retry("loss")));
    socket!.uncork();
    return viewer;
  }

  /** Gives a viewer the next thing, if there is one and it has taken the last. */
  readonly #go = (viewer: Viewer): void => {
    if (viewer.busy) return;
    try {
      if (this.#say(viewer)) return;
      const at = viewer.at!;
      // What a filter passes over costs too.
      const block = viewer.selection.filter ? undefined : this.#ring.following(at);
      if (block) this.#tell(viewer, block, at);
      else this.#goLater(viewer);
    } catch (error) {
      viewer.fail(error);
    }
  };

  /** Says all that is no event. @returns whether that is all: there was something, or there is no event to look at */
  #say(viewer: Viewer): boolean {
    const { at, reset, selection } = viewer;
    const { filter, format } = selection;
    const form = FORMS[format];
    const { head, firstSeq, runId } = this.#town.log;
    if (reset !== undefined) {
      this.#meter.reset();
      viewer.reset = undefined;
      viewer.at = undefined;
      viewer.give(form.reset(reset, firstSeq));
    } else if (at === undefined && filter) {
      viewer.at = head;
      viewer.give(form.place(formatEventId(runId, head)));
    } else if (at === undefined) {
      const { seq, heard, bytes } = this.#present.in(format, this.#pace.past);
      viewer.at = seq;
      viewer.heard = heard;
      viewer.give(bytes);
    } else if (viewer.heard < this.#pace.count && (at >= head || !this.#pace.finished)) {
      viewer.give(this.#pace.since(viewer.heard).map(form.announcement).join(""));
      viewer.heard = this.#pace.count;
    } else if ((at >= head || filter) && viewer.silence >= HEARTBEAT) {
      viewer.give(form.heartbeat(filter && formatEventId(runId, at)));
    } else if (at < head) {
      return false;
    } else if (this.#pace.finished) {
      viewer.leave("finished");
    }
    return true;
  }

  /** Gives a viewer what it wants of a block that follows `at`. */
  #tell(viewer: Viewer, block: StreamBlock, at: number): void {
    const { bytes, events, last } = this.#selector.from(block, at, viewer.selection);
    viewer.at = last;
    if (events > 0) viewer.give(bytes, events);
    else this.#goOn(viewer);
  }

  readonly #taken = (viewer: Viewer, events: number, bytes: number): void => {
    this.#meter.delivered(events, bytes);
    this.#goOn(viewer);
  };

  #goOn(viewer: Viewer): void {
    if (viewer.at !== undefined && viewer.at < this.#town.log.head) this.#goLater(viewer);
    else this.#go(viewer);
  }

  #goLater(viewer: Viewer): void {
    viewer.waiting = true;
    this.#behind.push(() => this.#catchUp(viewer));
  }

  /** It is a viewer's turn: it gets the next thing, wherever that is, or a block is looked through for it. */
  async #catchUp(viewer: Viewer): Promise<void> {
    try {
      if (viewer.end !== undefined) return;
      const block = this.#say(viewer) ? undefined : await this.#following(viewer, viewer.at!);
      viewer.waiting = false;
      if (block && !viewer.busy) this.#tell(viewer, block, viewer.at!);
      else this.#go(viewer);
    } catch (error) {
      viewer.fail(error);
    }
  }

  /** The block that holds the event after `at`, if any does: retention may be quicker, and then the viewer begins anew. */
  async #following(viewer: Viewer, at: number): Promise<StreamBlock | undefined> {
    try {
      const block = this.#ring.following(at) ?? this.#past.following(at) ?? (await this.#past.read(at));
      if (block?.follows(at)) return block;
    } catch (error) {
      if (!(error instanceof TownError)) throw error;
      viewer.reset = error.message;
    }
    return undefined;
  }

  /** Every viewer that can take something gets what came since the last round. */
  readonly #round = (): void => {
    for (const viewer of this.#viewers) this.#go(viewer);
  };

  /** Looks after the silent and the stalled, once a second. */
  async #look(): Promise<void> {
    const { signal } = this.#ended;
    for (;;) {
      await this.#clock.sleep(1000, signal);
      if (signal.aborted) return;
      for (const viewer of this.#viewers) {
        if (viewer.silence >= HEARTBEAT) this.#go(viewer);
        if (viewer.stall < PATIENCE) continue;
        this.#meter.evicted();
        viewer.drop("evicted");
      }
    }
  }

  async #end(): Promise<void> {
    // Of a town that is finished they hear that first.
    this.#round();
    const deserted = new AbortController();
    this.#deserted = () => deserted.abort();
    const leaving = [...this.#viewers];
    const atOnce = Math.max(10, Math.ceil(leaving.length / GOODBYE_STEPS));
    for (const [i, viewer] of leaving.entries()) {
      if (i > 0 && i % atOnce === 0) await this.#clock.sleep(GOODBYE_STEP, deserted.signal);
      viewer.leave("goodbye", FORMS[viewer.selection.format].farewell(this.#retry("goodbye"), "goodbye"));
    }
    if (this.#viewers.size > 0) await this.#clock.sleep(GRACE, deserted.signal);
    for (const viewer of this.#viewers) viewer.drop("goodbye");
    this.#stopListening();
    this.#ended.abort();
  }

  /** Milliseconds after which a viewer should come back, spread over a time that fits the reason. */
  #retry(why: keyof typeof RETRY): number {
    const [least, most] = RETRY[why];
    return Math.floor(least + this.#random() * (most - least));
  }
}

/** Milliseconds of silence after which a sign of life is due. */
const HEARTBEAT = 15_000;
/** Milliseconds for which a viewer may take nothing. It comes back by itself and resumes by id. */
const PATIENCE = 30_000;
/** Milliseconds from least to most. */
const RETRY = { loss: [1000, 3000], overload: [5000, 15_000], goodbye: [1000, 5000] } as const;
/** A goodbye takes 2 s at most, and 2 ms a viewer when they are fewer: steps of so many milliseconds, and their number. */
const GOODBYE_STEP = 20;
const GOODBYE_STEPS = 100;
/** Milliseconds after the last goodbye in which whoever is slow may take it. */
const GRACE = 1000;

const HEADERS = {
  "Cache-Control": "no-store, no-transform",
  "X-Accel-Buffering": "no",
  Connection: "close",
};
