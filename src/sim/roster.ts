import { RESTING } from "./citizen.ts";

/**
 * Who is available, in the town and in each region, with O(1) draws and updates (swap with the last, remove).
 * Derived from the columns `region` and `activity`; at the start of each phase it is put into the order of rows, so
 * that a town restored from a snapshot draws as the one that ran through.
 */
export class Roster {
  /** Rows of available citizens. */
  readonly available: number[] = [];
  /** Rows of available citizens by region. */
  readonly present: number[][];
  /** Citizens by region, resting or not: what capacity bounds. */
  readonly occupancy: Uint32Array;

  readonly #region: Uint32Array;
  readonly #activity: Uint8Array;
  readonly #placeInTown: Int32Array;
  readonly #placeInRegion: Int32Array;

  constructor(region: Uint32Array, activity: Uint8Array, regions: number) {
    this.#region = region;
    this.#activity = activity;
    this.present = Array.from({ length: regions }, () => []);
    this.occupancy = new Uint32Array(regions);
    this.#placeInTown = new Int32Array(region.length);
    this.#placeInRegion = new Int32Array(region.length);
    this.rebuild();
  }

  /** Into the order of rows. Cost: O(n). */
  rebuild(): void {
    this.available.length = 0;
    for (const rows of this.present) rows.length = 0;
    this.occupancy.fill(0);
    for (let row = 0; row < this.#region.length; row++) {
      this.occupancy[this.#region[row]]++;
      if (this.#activity[row] !== RESTING) this.#admit(row);
    }
  }

  /** Call before `region` changes, with `arrive` after. */
  depart(row: number): void {
    this.occupancy[this.#region[row]]--;
    if (this.#activity[row] !== RESTING) this.retire(row);
  }

  arrive(row: number): void {
    this.occupancy[this.#region[row]]++;
    if (this.#activity[row] !== RESTING) this.#admit(row);
  }

  /** An available citizen goes to rest. */
  retire(row: number): void {
    remove(this.available, this.#placeInTown, row);
    remove(this.present[this.#region[row]], this.#placeInRegion, row);
  }

  /** A resting citizen wakes. */
  wake(row: number): void {
    this.#admit(row);
  }

  #admit(row: number): void {
    const here = this.present[this.#region[row]];
    this.#placeInTown[row] = this.available.push(row) - 1;
    this.#placeInRegion[row] = here.push(row) - 1;
  }
}

function remove(rows: number[], places: Int32Array, row: number): void {
  const last = rows.pop()!;
  if (last === row) return;
  const place = places[row];
  rows[place] = last;
  places[last] = place;
}
