import type { Phase } from "../../sim/clock.ts";
import type { TownEvent } from "../../sim/event.ts";
import { Selection, type Events } from "../feed/selection.ts";

/** Stretches of a run that the timeline draws, in events: `from` (included) to `to` (excluded). */
export type Chapter = { readonly from: number; readonly to: number; readonly day: number; readonly phase: Phase };

/** The phases and the coalition changes of the events held, kept up as events come. */
export class Chapters {
  readonly #phases = new Selection((event) => event.type === "town_status");
  readonly #changes = new Selection((event) => event.type === "coalition");

  update(events: Events): void {
    this.#phases.update(events);
    this.#changes.update(events);
  }

  /** Phases that begin among the events held, oldest first. Cost: linear in the phases. */
  phases(events: Events): Chapter[] {
    const found: Chapter[] = [];
    for (let i = 0; i < this.#phases.length; i++) {
      const { seq, day, phase } = events.at(this.#phases.at(i)!)!;
      found.push({ from: seq, to: this.#phases.at(i + 1) ?? events.lastSeq + 1, day, phase });
    }
    return found;
  }

  /** Seqs of coalition changes, oldest first. */
  changes(): number[] {
    return Array.from({ length: this.#changes.length }, (_, i) => this.#changes.at(i)!);
  }
}

/** Days whose dawn is labelled so that at most `room` labels stand: every 1st, 2nd, 5th, 10th, ... day. */
export function labelledDays(phases: readonly Chapter[], room: number): Chapter[] {
  const dawns = phases.filter(({ phase }) => phase === "MORNING");
  for (let scale = 1; ; scale *= 10) {
    for (const step of [scale, 2 * scale, 5 * scale]) {
      const chosen = dawns.filter(({ day }) => day % step === 0 || (step === 1 && day === 1));
      if (chosen.length <= Math.max(1, room)) return chosen;
    }
  }
}

/** What a moment is called: `Day 12 evening, event 1,287`. */
export function momentName(event: TownEvent | undefined, seq: number): string {
  const number = `event ${seq.toLocaleString("en")}`;
  return event ? `Day ${event.day} ${event.phase.toLowerCase()}, ${number}` : number;
}
