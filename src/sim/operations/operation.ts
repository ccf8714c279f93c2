import type { Effect } from "../effects/registry.ts";
import type { Json } from "../event.ts";
import type { PhaseRandom } from "../random.ts";
import type { TownState } from "../state.ts";

/**
 * Something citizens do. One file per operation and one line in `registry.ts`; its chances by phase are rules. An
 * operation reads the state and says what comes of it as effects; it changes nothing itself.
 */
export type Operation = {
  readonly id: string;
  /** One sentence for help and documentation. */
  readonly summary: string;
  /** How many take part. */
  readonly arity: { readonly least: number; readonly most: number };
  /** Draws together, can be refused, and turns into a dispute between opposites. */
  readonly agreeable: boolean;
  /** Whether `first` could begin it here and now. */
  possible(town: TownState, first: number): boolean;
  /** Who takes part when `first` begins it, `first` foremost. Only when possible. */
  gather(town: TownState, first: number, random: PhaseRandom): number[];
  /** Why these citizens, who are together, awake and of the right number, still cannot; undefined when they can. */
  obstacle?(town: TownState, rows: readonly number[]): string | undefined;
  perform(town: TownState, rows: readonly number[], random: PhaseRandom): Outcome;
};

/** What came of an operation. */
export type Outcome = {
  readonly success: boolean;
  readonly message: string;
  readonly tokens: number;
  readonly drama: number;
  readonly effects: readonly Effect[];
  readonly causedBy?: readonly number[];
  readonly metadata?: Readonly<Record<string, Json>>;
};

export function idsOf(town: TownState, rows: readonly number[]): string[] {
  return rows.map((row) => town.citizens[row].id);
}

export function nameOf(town: TownState, row: number): string {
  return town.citizens[row].name;
}

/** `Alice, Bob and Clara`; beyond six, `Alice, Bob and 9 others`. */
export function namesOf(town: TownState, rows: readonly number[]): string {
  const names = rows.slice(0, rows.length > 6 ? 2 : rows.length).map((row) => nameOf(town, row));
  const last = rows.length > 6 ? `${rows.length - 2} others` : names.pop();
  return names.length === 0 ? `${last}` : `${names.join(", ")} and ${last}`;
}
