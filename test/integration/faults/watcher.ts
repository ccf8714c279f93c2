import { setTimeout as wait } from "node:timers/promises";
import { digest } from "../../../src/sim/digest.ts";
import type { TownConfig } from "../../../src/sim/config.ts";
import type { OperationEvent } from "../../../src/sim/event.ts";
import type { Random } from "../../../src/sim/random.ts";
import { restore } from "../../../src/sim/snapshot.ts";
import { parseEventId, type ResetMessage, type SnapshotMessage } from "../../../src/wire/frames.ts";
import { print, type Chapter, type ClientHistory } from "./history.ts";

/** Where a stream is to be had just now, and whose it is. */
export type Source = { readonly url: string; readonly name: string };

export type WatcherOptions = {
  readonly name: string;
  readonly town: string;
  /** Asked before each connection. */
  readonly source: () => Source;
  readonly random: Random;
  /** Reads no more than a piece in so many milliseconds. */
  readonly slow?: number;
  /** Hangs up by itself now and then. */
  readonly restless?: boolean;
};

/**
 * Watches a town as a program would that was written from the documentation alone: reads the event stream, and when a connection ends,
 * for whatever reason, comes back somewhere with the id of the last event it has. It believes nothing and keeps everything that the
 * checker wants to know.
 */
export class Watcher implements ClientHistory {
  readonly name: string;
  readonly chapters: Chapter[] = [];
  /** The last event that it has. */
  seq = -1;
  connections = 0;
  resets = 0;
  /** Of the town, as the first snapshot tells it. */
  config: TownConfig | undefined;
  /** Ids of all who live there. */
  citizens: readonly string[] = [];
  /** By seq: the perturbations among what it saw. */
  readonly perturbed = new Map<number, OperationEvent>();
  /** Called when it was told something that is no event: degraded, restored, paused ... */
  announced: (kind: string) => void = () => {};
  readonly #options: WatcherOptions;
  #stopped = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #line: AbortController | undefined;
  #lastId: string | undefined;
  #chapter: Chapter | undefined;
  #reset: string | undefined;
  #waiting: { readonly seq: number; readonly done: () => void }[] = [];

  constructor(options: WatcherOptions) {
    this.name = options.name;
    this.#options = options;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#ended = this.#watch();
  }

  /** Goes away. It may come back, and goes on then where it was. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#line?.abort();
    await this.#ended;
  }

  /** Resolves with true when it has event `seq`, with false after so many milliseconds. */
  reaches(seq: number, within: number): Promise<boolean> {
    if (this.seq >= seq) return Promise.resolve(true);
    return new Promise((resolve) => {
      const tooLate = setTimeout(() => {
        this.#waiting = this.#waiting.filter((one) => one !== waiting);
        resolve(false);
      }, within);
      const done = () => {
        clearTimeout(tooLate);
        resolve(true);
      };
      const waiting = { seq, done };
      this.#waiting.push(waiting);
    });
  }

  async #watch(): Promise<void> {
    const { random } = this.#options;
    while (!this.#stopped.signal.aborted) {
      this.#line = new AbortController();
      const restless = this.#options.restless
        ? setTimeout(() => this.#line?.abort(), random.between(300, 3000))
        : undefined;
      try {
        await this.#connect(this.#line.signal);
      } catch {
        // Refused, cut off, or hung up: all the same.
      }
      clearTimeout(restless);
      // Quicker than the server asks for, so that what is measured is how quick the server is.
      if (!this.#stopped.signal.aborted) await wait(random.between(30, 200));
    }
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { source, town, slow } = this.#options;
    const { url, name } = source();
    const headers = { accept: "text/event-stream", ...(this.#lastId && { "last-event-id": this.#lastId }) };
    const response = await fetch(`${url}/v1/town/${town}/events`, { headers, signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return;
    }
    this.connections++;
    this.#chapter = undefined;
    this.#reset = undefined;
    let rest = "";
    const text = new TextDecoder();
    for await (const piece of response.body!) {
      rest += text.decode(piece, { stream: true });
      const frames = rest.split("\n\n");
      rest = frames.pop()!;
      for (const frame of frames) this.#take(name, frame);
      if (slow) await wait(slow, undefined, { signal });
    }
  }

  #take(by: string, frame: string): void {
    let [name, id, data] = ["", "", ""];
    for (const line of frame.split("\n")) {
      const at = line.indexOf(": ");
      const value = line.slice(at + 2);
      if (line.startsWith("event: ")) name = value;
      else if (line.startsWith("id: ")) id = value;
      else if (line.startsWith("data: ")) data = value;
    }
    if (name === "town.reset") {
      this.resets++;
      this.#reset = (JSON.parse(data) as ResetMessage).reason;
    } else if (name === "town.snapshot") {
      const { state, seq, config } = JSON.parse(data) as SnapshotMessage;
      this.config ??= config;
      this.citizens = state.citizens.map((citizen) => citizen.id);
      this.#begin(by, { kind: "snapshot", seq, digest: digest(restore(state)) });
      this.#lastId = id;
      this.#arrived(seq);
    } else if (id !== "") {
      const { seq } = parseEventId(id)!;
      if (!this.#chapter) this.#begin(by, { kind: "resume", seq: this.seq });
      this.#chapter!.events.seqs.push(seq);
      this.#chapter!.events.prints.push(print(data));
      if (data.includes('"perturbation":true')) this.perturbed.set(seq, JSON.parse(data) as OperationEvent);
      this.#lastId = id;
      this.#arrived(seq);
    } else if (name === "town.status") {
      this.announced((JSON.parse(data) as { kind: string }).kind);
    }
  }

  #begin(by: string, start: Chapter["start"]): void {
    this.#chapter = { by, start, reset: this.#reset, events: { seqs: [], prints: [] } };
    this.#reset = undefined;
    this.chapters.push(this.#chapter);
  }

  #arrived(seq: number): void {
    this.seq = seq;
    if (this.#waiting.length === 0) return;
    const reached = this.#waiting.filter((waiting) => waiting.seq <= seq);
    this.#waiting = this.#waiting.filter((waiting) => waiting.seq > seq);
    for (const { done } of reached) done();
  }
}
