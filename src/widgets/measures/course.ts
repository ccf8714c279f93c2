import type { Signal } from "@preact/signals";
import type { Observer } from "../../observer/observer.ts";
import type { PastPhase } from "../../sim/chronicle.ts";
import type { Day } from "./days.ts";

/** The run as the charts draw it, at one moment: what they share. */
export type Course = {
  readonly observer: Observer;
  /** Those that are over, oldest first. */
  readonly phases: readonly PastPhase[];
  readonly days: readonly Day[];
  /** Length of the time axis, in phases. */
  readonly extent: number;
  /** Place of the moment shown on it. */
  readonly at: number;
  /** How many phases were over at that moment. */
  readonly over: number;
  /** Index of the phase that is pointed at, in all charts. */
  readonly looked: Signal<number | undefined>;
};

/** Index of the phase whose measures are read: the one pointed at, else the last that was over at the moment shown; -1: none. */
export function readPhase({ looked, over }: Course): number {
  return looked.value ?? over - 1;
}

/** `Day 3 evening`. */
export function phaseName({ day, phase }: Pick<PastPhase, "day" | "phase">): string {
  return `Day ${day} ${phase.toLowerCase()}`;
}
