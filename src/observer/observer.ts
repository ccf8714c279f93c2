import { batch, signal, type ReadonlySignal } from "@preact/signals-core";
import { TownError } from "../sim/error.ts";
import type { Announcement, Degraded, OperationEvent, PhaseChangeEvent, TownEvent } from "../sim/event.ts";
import { restore, type TownSnapshot } from "../sim/snapshot.ts";
import type { TownState } from "../sim/state.ts";
import type { ControlBody } from "../wire/control.ts";
import { formatEventId, isAnnouncement, readFrame, type SnapshotMessage } from "../wire/frames.ts";
import type { SseMessage } from "../wire/sse.ts";
import type { Answer, Body, Input } from "./calls.ts";
import { Client, type ClientOptions } from "./client.ts";
import { EventStore } from "./event-store.ts";
import { History } from "./history.ts";
import { Link, type Connection } from "./link.ts";
import { Outline } from "./outline.ts";
import { readPast } from "./past.ts";
import { Player } from "./player.ts";
import { ProofReport } from "./proof-report.ts";
import { readOutline } from "./read-outline.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** What is shown: a new object whenever it changed. The town is folded on in place: read it, don't keep it. */
export type View = { readonly town: TownState; readonly seq: number };

type TownCommand = `/v1/town/{id}/${"control" | "perturb" | "proofs"}`;

/** `held`: why it stands still though nobody paused it. */
type Pace = { readonly speed: number | "max"; readonly paused: boolean; readonly held: string | null };

/** How often the simulation's digest was compared with ours, and at which event last. */
type Proof = {
  readonly verified: number;
  readonly diverged: number;
  readonly lastSeq: number;
  /** The digest that agreed last; "" before the first. */
  readonly digest: string;
};

export type ObserverOptions = ClientOptions & {
  readonly town: string;
  readonly keyframeEvery?: number | undefined;
  /** Most events held, oldest forgotten first; default 200,000. */
  readonly limit?: number | undefined;
  /** Most events to ask for of those from before we came; default 20,000. */
  readonly past?: number | undefined;
  /** Whether what answers is a recording: nothing new will ever happen, and nobody can be asked for it. */
  readonly recorded?: boolean | undefined;
};

/**
 * One viewer of one town, in a browser or in Node: connects, folds events with the `apply` of the simulation, proves what it
 * shows, goes back in time while the town goes on, and heals by itself. All that it knows is in signals, which change once
 * for each piece that the network brings.
 */
export class Observer {
  readonly connection: ReadonlySignal<Connection>;
  /** The moment shown, live or sought; undefined until the first snapshot has come. */
  readonly view: ReadonlySignal<View | undefined>;
  /** Seq of the newest event received. */
  readonly head: ReadonlySignal<number>;
  /** Whether the view follows the head. */
  readonly following: ReadonlySignal<boolean>;
  /** The moment that people want to see, as a seq; undefined while the view follows the head. */
  readonly sought: ReadonlySignal<number | undefined>;
  /** Whether that moment isn't held here and the server is being asked for it: what is shown is still another. */
  readonly fetching: ReadonlySignal<boolean>;
  readonly pace: ReadonlySignal<Pace>;
  /** What the town must do without just now. */
  readonly degraded: ReadonlySignal<Degraded>;
  /** How the copy of its events in NATS stood when it was last asked about; null when it wasn't, or when there is none. */
  readonly replication: ReadonlySignal<Answer<"GET", "/v1/town/{id}">["nats"]>;
  /** What the server told when it was last asked: what no event says, such as how many watch. */
  readonly about: ReadonlySignal<Answer<"GET", "/v1/town/{id}"> | undefined>;
  /** Whether the town can be commanded: one that is external does what a program elsewhere says. */
  readonly kind: ReadonlySignal<"simulated" | "external">;
  readonly proof: ReadonlySignal<Proof>;
  /** Something that people should be told, or undefined: why the stream began anew, what could not be fetched. */
  readonly notice: ReadonlySignal<string | undefined>;
  /** Whether it shows a recording, which nobody can command. */
  readonly recorded: boolean;
  readonly events: EventStore;
  /** The whole run's phases and lives of coalitions, also from before the events that are held. */
  readonly outline: Outline;
  /** Plays what has happened already. */
  readonly player: Player;

  readonly #connection = signal<Connection>({ kind: "connecting" });
  readonly #view = signal<View | undefined>(undefined);
  readonly #head = signal(0);
  readonly #following = signal(true);
  readonly #sought = signal<number | undefined>(undefined);
  readonly #fetching = signal(false);
  /** A new object with all that is heard of it, so that an answer can tell whether it is the latest word. */
  readonly #pace = signal<Pace>({ speed: 1, paused: false, held: null });
  readonly #degraded = signal<Degraded>(null);
  readonly #replication = signal<Observer["replication"]["value"]>(null);
  readonly #about = signal<Observer["about"]["value"]>(undefined);
  readonly #kind = signal<"simulated" | "external">("simulated");
  readonly #proof = signal<Proof>({ verified: 0, diverged: 0, lastSeq: 0, digest: "" });
  readonly #notice = signal<string | undefined>(undefined);

  readonly #options: ObserverOptions;
  readonly #client: Client;
  readonly #timers: Timers;
  readonly #link: Link;
  readonly #report: ProofReport;
  #abort = new AbortController();
  #history: History | undefined;
  /** What has been asked about the time before this history, and not in vain so far. */
  #askedBefore = new Set<"events" | "outline">();
  /** The last moment that was asked of the server. */
  #asked: number | undefined;
  /** Whether the next connection must begin with a snapshot. */
  #afresh = true;
  #cancelQuestion = () => {};
  /** Times in a row that what came could not be trusted. */
  #doubts = 0;

  constructor(options: ObserverOptions) {
    this.#options = options;
    this.recorded = options.recorded ?? false;
    this.connection = this.#connection;
    this.view = this.#view;
    this.head = this.#head;
    this.following = this.#following;
    this.sought = this.#sought;
    this.fetching = this.#fetching;
    this.pace = this.#pace;
    this.degraded = this.#degraded;
    this.replication = this.#replication;
    this.about = this.#about;
    this.kind = this.#kind;
    this.proof = this.#proof;
    this.notice = this.#notice;
    this.events = new EventStore(options.limit ?? 200_000);
    this.outline = new Outline();
    this.#client = new Client(options);
    const timers = (this.#timers = options.timers ?? systemTimers);
    this.player = new Player(this, timers);
    // Its last words go out while everything else is let go of.
    const { signal: never } = new AbortController();
    this.#report = new ProofReport(timers, this.#proof, (news) => this.#post("/v1/town/{id}/proofs", news, never));
    this.#link = new Link(timers, {
      request: (signal) => this.#request(signal),
      receive: (messages) => this.#receive(messages),
      changed: (connection) => this.#changed(connection),
    });
  }

  /** Begins, or begins again after `close`, a failure or the end, where it left off. While it waits to try again, it tries at once. */
  connect(): void {
    if (this.#abort.signal.aborted) this.#abort = new AbortController();
    this.#link.start();
  }

  /**
   * Shows the state after event `seq`, as near as the run reaches, and stays there. What isn't held is fetched: the view
   * changes when it has come.
   * @throws TownError invalid_input when it is no number.
   */
  seek(seq: number): void {
    if (Number.isNaN(seq)) throw new TownError("invalid_input", `seq to show must be a number, got ${seq}`);
    batch(() => {
      this.#sought.value = Math.max(0, Math.round(seq));
      this.#forgetQuestion();
      this.#show();
    });
  }

  /** Shows the newest state, and follows it. */
  goLive(): void {
    batch(() => {
      this.#sought.value = undefined;
      this.#forgetQuestion();
      this.#show();
    });
  }

  /** Asks how the town goes now: of what it must do without, only that it must is announced. */
  inquire(): Promise<void> {
    this.#cancelQuestion();
    const before = this.#pace.peek();
    return this.#ask("How the town goes could not be had", async (signal) => {
      const now = await this.#client.get("/v1/town/{id}", { id: this.#options.town }, { signal });
      this.#about.value = now;
      if (this.#pace.peek() !== before) return;
      const { speed, paused, held, degraded, nats } = now;
      batch(() => {
        this.#pace.value = { speed, paused, held };
        this.#degraded.value = degraded;
        this.#replication.value = nats;
      });
    });
  }

  /** @throws TownError the server's refusal, with its reason. */
  command(body: ControlBody): Promise<void> {
    return this.#post("/v1/town/{id}/control", body, this.#abort.signal);
  }

  /**
   * Makes citizens (ids) do something now; what came of it, which the stream brings too.
   * @throws TownError the town's refusal, with its reason.
   */
  perturb(operation: string, participants: readonly string[]): Promise<OperationEvent> {
    const { signal } = this.#abort;
    const town = { id: this.#options.town };
    return this.#client.post("/v1/town/{id}/perturb", town, { operation, participants }, { signal });
  }

  /**
   * The town after event `seq`, the caller's own to keep and to fold on; undefined when what is held doesn't reach there.
   * Cost: a thaw and a fold from the nearest keyframe.
   */
  copyAt(seq: number): TownState | undefined {
    return this.#history?.copyAt(seq);
  }

  /** Lets go of everything that waits. What is known stays, and can be sought. */
  close(): void {
    this.#abort.abort();
    this.player.pause();
    this.#cancelQuestion();
    this.#link.stop({ kind: "closed" });
  }

  async #post<P extends TownCommand>(path: P, body: Body<P>, signal: AbortSignal): Promise<void> {
    await this.#client.post(path, { id: this.#options.town } as Input<"POST", P>, body, { signal });
  }

  #request(signal: AbortSignal): Promise<Response> {
    const town = this.#history?.newest;
    const place = town && !this.#afresh ? { last_event_id: formatEventId(town.run_id, town.seq) } : {};
    return this.#client.stream({ id: this.#options.town, ...place }, { signal });
  }

  #changed(connection: Connection): void {
    this.#connection.value = connection;
    if (connection.kind === "closed" || connection.kind === "finished") this.#report.flush();
    if (connection.kind === "live" && !this.#afresh) {
      // A resumed stream doesn't repeat what was announced meanwhile.
      void this.inquire();
      if (this.#history) this.#askBefore(this.#history);
    }
    if (connection.kind === "finished" && !this.#history) void this.#askLastState();
  }

  #receive(messages: readonly SseMessage[]): void {
    try {
      batch(() => {
        try {
          for (const message of messages) this.#take(message);
        } catch (error) {
          this.#doubt(error);
        }
        this.#show();
      });
    } catch (error) {
      // A listener's own fault. It must be loud, and must not break the stream for the others.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #take(frame: SseMessage): void {
    const message = readFrame(frame);
    if (!message) return;
    if (isAnnouncement(message)) this.#announce(message);
    else if (message.type === "town_snapshot") {
      this.#kind.value = message.kind;
      this.#begin(message.state, message);
    } else if (message.type === "town_reset") this.#notice.value = `The stream began anew: ${message.reason}`;
    else this.#fold(message);
  }

  #fold(event: TownEvent): void {
    if (!this.#history || this.#afresh) throw new TownError("invalid_event", "the stream began without a snapshot");
    if (!this.#history.take(event)) return;
    this.#doubts = 0;
    const { verified, diverged } = this.#proof.peek();
    const { digest } = event as PhaseChangeEvent;
    this.#proof.value = { verified: verified + 1, diverged, lastSeq: event.seq, digest };
  }

  #begin(state: TownSnapshot, goes: SnapshotMessage | undefined): void {
    const before = this.#history?.newest.run_id;
    this.#history = new History(state, this.#options, this.events, this.outline);
    // Before the founding there was nothing.
    this.#askedBefore = new Set(state.seq === 0 ? ["events", "outline"] : []);
    this.#afresh = false;
    if (goes) this.#hear({ speed: goes.speed, paused: goes.paused, held: null }, goes.degraded);
    // A moment of another run is none of this one.
    if (before !== undefined && before !== state.run_id) {
      this.#sought.value = undefined;
      this.#forgetQuestion();
    }
    this.#askBefore(this.#history);
  }

  #announce({ kind, speed, after, degraded }: Announcement): void {
    if (kind === "finished") {
      // The last events may still be on their way; then the server's next answer, 204, is the end.
      if (this.#history && this.#history.newest.seq >= after) this.#link.stop({ kind: "finished" });
      return;
    }
    const { paused, held } = this.#pace.peek();
    if (kind === "paused" || kind === "resumed") this.#hear({ speed, paused: kind === "paused", held: null }, degraded);
    else this.#hear({ speed, paused, held }, degraded);
  }

  #hear(pace: Pace, degraded: Degraded): void {
    const before = this.#degraded.peek();
    this.#pace.value = pace;
    this.#degraded.value = degraded;
    if (degraded !== before) this.#replication.value = null;
    if (degraded === null && before === null) return;
    // All viewers hear it at once: they ask within a second, one after the other.
    this.#cancelQuestion();
    this.#cancelQuestion = this.#timers.after(1000 * this.#timers.random(), () => void this.inquire());
  }

  /** What came can't be trusted: begin anew from a snapshot, more patiently each time. */
  #doubt(error: unknown): void {
    if (!(error instanceof TownError)) throw error;
    if (error.code === "diverged") {
      const { verified, diverged, digest } = this.#proof.peek();
      this.#proof.value = { verified, diverged: diverged + 1, digest, lastSeq: (this.#history?.newest.seq ?? -1) + 1 };
    }
    this.#afresh = true;
    this.#doubts++;
    this.#notice.value = `A fresh state was asked for: ${error.message}`;
    this.#link.restart(error.message, this.#doubts);
  }

  #show(): void {
    batch(() => {
      const sought = this.#sought.peek();
      this.#following.value = sought === undefined;
      const history = this.#history;
      if (!history) return;
      const head = history.newest.seq;
      this.#head.value = head;
      const shown = this.#view.peek();
      if (sought === undefined) {
        if (shown?.town !== history.newest || shown.seq !== head)
          this.#view.value = { town: history.newest, seq: head };
        return;
      }
      const seq = (this.#sought.value = Math.min(sought, head));
      // The newest town is folded on under the eyes of whoever looks; a moment that stays needs a town of its own.
      if (shown?.seq === seq && shown.town !== history.newest) return;
      const town = history.at(seq);
      if (town) this.#view.value = { town, seq };
      else void this.#askState(seq);
    });
  }

  /** A moment that isn't held. When it can't be had, what is shown is what people must make do with. */
  async #askState(seq: number): Promise<void> {
    if (this.#asked === seq) return;
    this.#asked = seq;
    this.#fetching.value = true;
    const asked = () => this.#asked === seq && this.#sought.peek() === seq;
    await this.#ask(`What the town was after event ${seq} could not be had`, async (signal) => {
      const town = restore(
        await this.#client.get("/v1/town/{id}/state", { id: this.#options.town, at: seq }, { signal }),
      );
      if (!asked() || town.run_id !== this.#history?.newest.run_id) return;
      batch(() => {
        this.#view.value = { town, seq: town.seq };
        this.#fetching.value = false;
      });
    });
    if (!asked() || !this.#fetching.peek()) return;
    batch(() => {
      this.#forgetQuestion();
      this.#sought.value = this.#view.peek()?.seq;
      this.#show();
    });
  }

  #forgetQuestion(): void {
    this.#asked = undefined;
    this.#fetching.value = false;
  }

  /** What happened before we came, so that a viewer can look back; asked for again when the line is back if it couldn't be had. */
  #askBefore(history: History): void {
    const to = history.events.firstSeq - 1;
    const { town, past: most = 20_000 } = this.#options;
    if (most > 0) {
      void this.#askOnce("events", "What happened before could not be had", history, async (signal) => {
        const past = await readPast(this.#client, town, to, most, this.#options, signal);
        return () => history.precede(past);
      });
    }
    void this.#askOnce("outline", "The run in outline could not be had", history, async (signal) => {
      const known = await readOutline(this.#client, town, signal);
      return () => known && history.outline.precede(known);
    });
  }

  /** @param question answers with how `history` takes it in */
  #askOnce(
    what: "events" | "outline",
    failure: string,
    history: History,
    question: (signal: AbortSignal) => Promise<() => void>,
  ): Promise<void> {
    const asked = this.#askedBefore;
    if (asked.has(what)) return Promise.resolve();
    asked.add(what);
    return this.#ask(failure, async (signal) => {
      try {
        const takeIn = await question(signal);
        if (this.#history === history) batch(takeIn);
      } catch (error) {
        asked.delete(what);
        throw error;
      }
    });
  }

  /** A finished town's stream says nothing; its last state is there to see. */
  #askLastState(): Promise<void> {
    return this.#ask("The town's last state could not be had", async (signal) => {
      const state = await this.#client.get("/v1/town/{id}/state", { id: this.#options.town }, { signal });
      batch(() => {
        this.#begin(state, undefined);
        this.#show();
      });
    });
  }

  async #ask(failure: string, question: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    try {
      await question(signal);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!signal.aborted) this.#notice.value = `${failure}: ${error.message}`;
    }
  }
}
