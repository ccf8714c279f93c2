/**
 * State lives on a lattice of one millionth: every number that an event changes is rounded to six decimals, when it is
 * decided and again when it is folded. So equal quantities are equal doubles, sums do not wander, and JSON stays short.
 */
export function onLattice(value: number): number {
  // + 0 turns -0 into 0, which JSON could not tell apart.
  return Math.round(value * 1e6) / 1e6 + 0;
}

/** A value on the lattice as a whole number of millionths. */
export function inMillionths(value: number): number {
  return Math.round(value * 1e6);
}

export function clamp(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
