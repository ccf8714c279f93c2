import { Hash128 } from "./hash.ts";
import type { TownState } from "./state.ts";

/**
 * The digest of a state: 32 hexadecimal digits (MurmurHash3 x86 128) over everything that events change, written in a
 * fixed order as IEEE doubles, text by its UTF-16 code units, a pair of small numbers packed into one. Two towns with the same digest after the same seq show the
 * same thing. Cost: O(citizens + relationships + memories).
 */
export function digest(town: TownState): string {
  const sink = new Sink();
  sink.text(town.run_id);
  sink.text(town.phase);
  sink.text(town.timestamp);
  sink.number(town.seq);
  sink.number(town.day);
  sink.numbers(town.traits);
  sink.numbers(town.traitsAtPhaseStart);
  sink.numbers(town.surplus);
  sink.numbers(town.tokens);
  for (let row = 0; row < town.citizens.length; row++) {
    sink.number(town.activity[row]);
    sink.number(town.region[row]);
    const relationships = town.relationships[row];
    sink.number(relationships.size);
    relationships.forEach((weight, other) => sink.number(other * 4_194_304 + Math.round(weight * 1e6)));
    const memories = town.memories[row];
    sink.number(memories.length);
    // The kind is the remembered event's: its seq says it.
    for (const { seq, about } of memories) sink.number(seq * 262_144 + about);
  }
  for (const { id, name, colour, since, members, strength, cohesion } of town.coalitions.values()) {
    sink.text(id);
    sink.text(name);
    sink.numbers([colour, since, strength, cohesion, members.length]);
    sink.numbers(members);
  }
  for (const { id, name, members, day, seq } of town.mourned) {
    sink.text(id);
    sink.text(name);
    sink.numbers([day, seq, members.length]);
    sink.numbers(members);
  }
  sink.number(town.coalitionsFormed);
  sink.number(town.meetings.length);
  sink.numbers(town.meetings);
  const { totals: t } = town;
  sink.numbers([t.ties, t.weight, t.weightSquared, t.positiveWeight, t.tokens, t.drama]);
  sink.numbers([t.phaseTokens, t.phaseDrama, t.phaseInteractions]);
  for (const [operation, { count, tokens, drama }] of t.operations) {
    sink.text(operation);
    sink.numbers([count, tokens, drama]);
  }
  return sink.hex();
}

/** Scratch of one digest at a time: none is ever suspended. */
const BLOCK = new Float64Array(2048);
/** Its bits; every host of a JavaScript engine that we meet is little-endian. */
const BITS = new Uint32Array(BLOCK.buffer);

/** Gathers doubles in blocks for the hash: a store a number instead of a call a word. */
class Sink {
  readonly #hash = new Hash128();
  #filled = 0;

  number(value: number): void {
    if (this.#filled === BLOCK.length) this.#flush();
    BLOCK[this.#filled++] = value;
  }

  numbers(values: ArrayLike<number>): void {
    for (let i = 0; i < values.length; i++) this.number(values[i]);
  }

  text(value: string): void {
    this.number(value.length);
    for (let i = 0; i < value.length; i++) this.number(value.charCodeAt(i));
  }

  hex(): string {
    this.#flush();
    return this.#hash.hex();
  }

  #flush(): void {
    this.#hash.words(BITS.subarray(0, this.#filled * 2));
    this.#filled = 0;
  }
}
