import { Hash128 } from "./hash.ts";
import type { TownState } from "./state.ts";

/**
 * The digest of a state: 32 hexadecimal digits over everything that events change, in a fixed order. Two towns with the
 * same digest after the same seq show the same thing. Relationships and memories enter by the hashes that are kept as they
 * change, so the cost is O(citizens + coalitions' members), however well people know each other.
 */
export function digest(town: TownState): string {
  const hash = new Hash128();
  hash.words(bits(town.traits));
  hash.words(bits(town.traitsAtPhaseStart));
  hash.words(bits(town.surplus));
  hash.words(bits(town.tokens));
  hash.words(bits(town.region));
  for (const activity of town.activity) hash.word(activity);
  for (const kept of [town.relationshipsHash, town.memoriesHash]) {
    hash.word(kept.low);
    hash.word(kept.high);
  }
  for (const text of [town.run_id, town.phase, town.timestamp]) hash.text(text);
  for (const { id, name, colour, since, members, strength, cohesion } of town.coalitions.values()) {
    hash.text(id);
    hash.text(name);
    for (const number of [colour, since, strength, cohesion]) hash.double(number);
    list(hash, members);
  }
  for (const { id, name, members, day, seq } of town.mourned) {
    hash.text(id);
    hash.text(name);
    hash.double(day);
    hash.double(seq);
    list(hash, members);
  }
  list(hash, town.meetings);
  const { totals: t } = town;
  const sums = [t.weight, t.weightSquared, t.positiveWeight, t.tokens, t.drama, t.phaseTokens, t.phaseDrama];
  const counts = [town.seq, town.day, town.coalitionsFormed, t.ties, t.phaseInteractions];
  for (const number of [...counts, ...sums]) hash.double(number);
  for (const [operation, { count, tokens, drama }] of t.operations) {
    hash.text(operation);
    for (const number of [count, tokens, drama]) hash.double(number);
  }
  return hash.hex();
}

/** The numbers' bits as words; every host of a JavaScript engine that we meet is little-endian. The lattice has no -0. */
function bits(values: Float64Array | Uint32Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.byteLength / 4);
}

function list(hash: Hash128, values: readonly number[]): void {
  hash.word(values.length);
  for (const value of values) hash.word(value);
}
