/** A place. Adjacency is symmetric; capacity bounds arrivals by moving, not those who begin there. */
export type Region = {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  /** Ids of the adjacent regions, in the order given. */
  readonly neighbours: readonly string[];
  /** Regions of one district are near enough for coalitions to form across them. Smallville is one district. */
  readonly district: number;
};
