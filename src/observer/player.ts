import { signal, type ReadonlySignal } from "@preact/signals-core";
import { TownError } from "../sim/error.ts";
import { skipTarget, type Stride } from "./landmarks.ts";
import type { Observer } from "./observer.ts";
import { phaseSeconds } from "./time-axis.ts";
import type { Timers } from "./timers.ts";

/** What it plays, and how that is shown. */
type Recording = Pick<
  Observer,
  "events" | "fetching" | "following" | "goLive" | "outline" | "seek" | "sought" | "view"
>;

/**
 * Plays what has happened already, for one viewer: the moment shown moves on by town time, as the town itself does at a day a
 * minute, until it meets the newest and is live. The town goes on undisturbed. Whoever seeks meanwhile plays on from there.
 */
export class Player {
  readonly playing: ReadonlySignal<boolean>;
  /** Times a day a minute. */
  readonly speed: ReadonlySignal<number>;
  readonly #playing = signal(false);
  readonly #speed = signal(1);
  readonly #recording: Recording;
  readonly #timers: Timers;
  #cancelTimer = () => {};
  /** When it moved last, in milliseconds. */
  #moved = 0;
  /** Where it is, in phases, and the moment it showed there. */
  #place = 0;
  #shown = -1;
  /** When it last asked for a moment that isn't held. */
  #asked = 0;

  constructor(recording: Recording, timers: Timers) {
    this.#recording = recording;
    this.#timers = timers;
    this.playing = this.#playing;
    this.speed = this.#speed;
  }

  /** Plays from the moment shown; from the beginning when that is the newest. */
  play(): void {
    if (this.#playing.peek()) return;
    const { outline, following, seek } = this.#recording;
    if (following.peek()) seek.call(this.#recording, outline.start);
    this.#playing.value = true;
    this.#shown = -1;
    this.#moved = this.#timers.now();
    this.#wait();
  }

  pause(): void {
    this.#cancelTimer();
    this.#playing.value = false;
  }

  /** @throws TownError invalid_input unless it is from 0.25 to 64. */
  setSpeed(speed: number): void {
    if (!(speed >= 0.25 && speed <= 64)) {
      throw new TownError("invalid_input", `speed must be between 0.25 and 64, got ${speed}`);
    }
    this.#speed.value = speed;
  }

  /** Shows the nearest moment of a kind before or after the one shown; after the last of them, the newest. Plays on if it played. */
  skip(by: Stride, direction: -1 | 1): void {
    const { outline } = this.#recording;
    const to = skipTarget(outline, by, this.#at, direction);
    if (to !== undefined && to < outline.axis.head) this.#recording.seek(to);
    else if (to !== undefined || direction > 0) this.#recording.goLive();
  }

  /** The moment that people want to see. */
  get #at(): number {
    const { sought, view } = this.#recording;
    return sought.peek() ?? view.peek()?.seq ?? 0;
  }

  #wait(): void {
    this.#cancelTimer = this.#timers.after(FRAME, () => this.#move());
  }

  #move(): void {
    const recording = this.#recording;
    if (recording.following.peek()) return this.pause();
    const now = this.#timers.now();
    // A page that slept has played nothing.
    const passed = Math.min(now - this.#moved, LONGEST);
    this.#moved = now;
    const { axis } = recording.outline;
    if (this.#at !== this.#shown) {
      this.#shown = this.#at;
      this.#place = axis.placeOf(this.#shown);
    }
    if (!recording.fetching.peek()) this.#place = this.#after(passed * this.#speed.peek());
    if (this.#place >= axis.extent) {
      recording.goLive();
      return this.pause();
    }
    const seq = axis.seqAt(this.#place);
    if (seq !== this.#shown && this.#mayShow(seq, now)) recording.seek((this.#shown = seq));
    this.#wait();
  }

  /** The place `ms` later, at a day a minute. */
  #after(ms: number): number {
    const { phases, now } = this.#recording.outline;
    let place = this.#place;
    for (let left = ms; left > 0;) {
      const i = Math.floor(place);
      const lasts = phaseSeconds((phases[i] ?? now).phase) / TOWN_SECONDS_A_MS;
      const here = Math.min(left, (i + 1 - place) * lasts);
      // To the end exactly: a sum of parts could stop just before it, for ever.
      place = here < left ? i + 1 : place + here / lasts;
      left -= here;
      if (i > phases.length) break;
    }
    return place;
  }

  /** Moments that aren't held are asked of the server, one at a time and not too often. */
  #mayShow(seq: number, now: number): boolean {
    if (seq >= this.#recording.events.firstSeq - 1) return true;
    if (this.#recording.fetching.peek() || now - this.#asked < PATIENCE) return false;
    this.#asked = now;
    return true;
  }
}

/** A day a minute. */
const TOWN_SECONDS_A_MS = 86_400 / 60_000;
/** Milliseconds between two moves, the longest that counts as one, and between two questions to the server. */
const FRAME = 16;
const LONGEST = 1_000;
const PATIENCE = 250;
